import FleetCore
import FleetPlaybook
import FleetProtocol

/// The plain way to the machine: the module with its arguments as they are.
struct ModuleRequests {
  /// The agent's name for the text of `command: ...` and its like.
  static let freeFormName = "_raw_params"

  let context: ActionContext

  @EngineActor func plan(_ task: ResolvedTask) throws -> ActionPlan {
    guard context.run.specs[task.module] != nil else {
      throw ActionFault(
        "the module `\(task.task.action.writtenName)` is not part of this version of fleet; this task was reached on "
          + "\(task.hostName) and cannot be carried out")
    }
    return .request(task.request(arguments: Self.arguments(task)))
  }

  /// The arguments with the free text among them.
  static func arguments(_ task: ResolvedTask) -> ValueMap {
    var arguments = task.arguments
    if let freeForm = task.freeForm { arguments[freeFormName] = .string(freeForm) }
    return arguments
  }
}
