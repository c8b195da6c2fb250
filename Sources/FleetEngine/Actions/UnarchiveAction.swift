import FleetCore
import FleetProtocol
import FleetSystem

/// `unarchive`: sends an archive of the control side, unless it is on the machine or at a URL already.
struct UnarchiveAction: Action {
  static let names = ["unarchive"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    let source = try arguments.required("src")
    let isRemote = try arguments.bool("remote_src") || !arguments.bool("copy", default: true)
    if isRemote || source.contains("://") { return .request(task.request()) }
    let path = try context.find(source, in: "files")
    return .request(try context.withFile(path, task.request(), hasName: false))
  }
}
