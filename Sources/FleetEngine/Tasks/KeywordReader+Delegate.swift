import FleetCore
import FleetPlaybook

extension KeywordReader {
  /// Whom a task is delegated to; nil for nobody: no keyword, an empty text as written, or a template that gives
  /// `omit`. A template that gives an empty name is a fault (`VariableManager.get_delegated_vars_and_hostname`).
  func delegate(_ keyword: Keyword<String>?) throws -> String? {
    guard let keyword else { return nil }
    if let literal = keyword.literal { return literal.isEmpty ? nil : literal }
    guard let name = try textOrNull(keyword) else { return nil }
    guard let name, !name.isEmpty else {
      throw ActionFault("Task failed: Empty hostname produced from delegate_to: \"\(keyword.text)\"")
    }
    return name
  }
}
