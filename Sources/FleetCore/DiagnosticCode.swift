/// The number of a kind of fault, stable for ever, with the page that `fleet explain` shows.
///
/// Each target declares its own in `<Target>/DiagnosticCodes.swift` as static members and lists them in one array:
/// 01xx files and YAML, 02xx playbooks and parameters, 03xx templates, 04xx variables, 05xx inventory, 06xx vault,
/// 07xx connections, 08xx runs, 09xx commands and settings.
package struct DiagnosticCode: Sendable, Hashable {
  /// Such as `FL0203`.
  package let name: String
  /// What it means and how to mend it, one paragraph.
  package let explanation: String

  package init(_ name: String, _ explanation: String) {
    self.name = name
    self.explanation = explanation
  }

  package static func == (left: DiagnosticCode, right: DiagnosticCode) -> Bool { left.name == right.name }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
