import FleetCore
import FleetProtocol

/// `set_fact`: names that later tasks of the host see as variables.
struct SetFactAction: Action {
  static let names = ["set_fact"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    var result = ModuleResult()
    for (key, value) in task.arguments where key != "cacheable" {
      guard let name = key.string, Self.isVariableName(name) else {
        throw ActionFault(
          "The variable name '\(JSONWriter.keyText(key))' is not valid. Variables must start with a letter or "
            + "underscore character, and contain only letters, numbers and underscores.")
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
    return name.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
  }
}
