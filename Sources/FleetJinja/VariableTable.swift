package import FleetCore

/// Variables that one place of the user's files defines (a `vars:`, a file, a group), compiled, in the file's order.
/// Immutable and shared; looked up by name without copying.
package final class VariableTable: Sendable {
  package struct Entry: Sendable {
    package let value: TemplatedValue
    /// The place of the name.
    package let span: Span?
    package init(value: TemplatedValue, span: Span?) {
      self.value = value
      self.span = span
    }
  }

  package let names: [String]
  private let entries: [String: Entry]
  /// Such as `group_vars/web.yml`, for messages.
  package let source: String

  package static let empty = VariableTable([], source: "")

  /// A later entry of the same name wins.
  package init(_ pairs: [(String, Entry)], source: String) {
    var names: [String] = []
    var entries: [String: Entry] = [:]
    for (name, entry) in pairs where entries.updateValue(entry, forKey: name) == nil { names.append(name) }
    self.names = names
    self.entries = entries
    self.source = source
  }

  package var isEmpty: Bool { names.isEmpty }
  package subscript(_ name: String) -> Entry? { entries[name] }
}
