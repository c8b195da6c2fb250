import FleetCore
import FleetProtocol

/// `set_fact`: names that later tasks of the host see as variables.
struct SetFactAction: Action {
  static let names = ["set_fact"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    var result = ModuleResult()
    for (key, value) in task.arguments where key != "cacheable" {
      guard let name = key.string, Self.isVariableName(name) else {
        let kind = key.string == nil ? " of type '\(key.typeName)'" : ""
        throw ActionFault("Invalid variable name '\(JSONWriter.keyText(key))'\(kind).")
      }
      result.facts[name] = value
    }
    guard !result.facts.isEmpty else {
      throw ActionFault("No key/value pairs provided, at least one is required for this action to succeed")
    }
    return .done(result)
  }

  static func isVariableName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
    guard !reserved.contains(name) else { return false }
    return name.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
  }

  /// Words that mean something in Python or in a template.
  private static let reserved: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "false", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "none", "nonlocal", "not", "or", "pass", "raise", "return", "true", "try", "while", "with", "yield",
  ]
}
