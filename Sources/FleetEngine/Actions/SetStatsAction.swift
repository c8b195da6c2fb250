import FleetCore
import FleetProtocol

/// `set_stats`: numbers and texts for the end of the run, for all hosts or for each one.
struct SetStatsAction: Action {
  static let names = ["set_stats"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    var data: ValueMap = [:]
    switch task.arguments["data"] {
    case nil, .null?: break
    case .map(let map)?: data = map
    case .string(let text)?:
      guard let map = try? JSONReader.read(Array(text.utf8), path: "<data>").map else { fallthrough }
      data = map
    default: throw ActionFault("The 'data' option needs to be a dictionary/hash")
    }
    for (key, _) in data {
      guard let name = key.string, SetFactAction.isVariableName(name) else {
        throw ActionFault(
          "The variable name '\(JSONWriter.keyText(key))' is not valid. Variables must start with a letter or "
            + "underscore character, and contain only letters, numbers and underscores.")
      }
    }
    var result = ModuleResult()
    result.values["ansible_stats"] = [
      "data": .map(data), "per_host": .bool(try arguments.bool("per_host")),
      "aggregate": .bool(try arguments.bool("aggregate", default: true)),
    ]
    return .done(result)
  }
}
