import FleetCore
import FleetProtocol
import FleetSystem

/// `script`: sends a script of the control side and runs it.
struct ScriptAction: Action {
  static let names = ["script"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    try ActionArguments.check(task, context)
    let command = task.freeForm ?? ActionArguments(task).text("cmd") ?? ""
    guard let script = ConnectionPlanner.split(command).first else {
      throw ActionFault("one of the following is required: _raw_params, cmd")
    }
    let path = try context.find(script, in: "files")
    var request = task.request(arguments: ModuleRequests.arguments(task))
    request.arguments.removeValue(forKey: "cmd")
    request.arguments[ModuleRequests.freeFormName] = .string(command)
    request.arguments["_script_word"] = .string(script)
    request.arguments["_script_name"] = .string(FilePath.name(of: path))
    return .request(
      try context.withFile(
        path, request, hasName: false, decrypts: try ActionArguments(task).bool("decrypt", default: true)))
  }
}
