import FleetCore
import FleetProtocol
import FleetSystem

/// `unarchive`: sends an archive of the control side, unless it is on the machine or at a URL already.
struct UnarchiveAction: Action {
  static let names = ["unarchive"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    let source = try arguments.sourceAndDestination("src (or content) and dest are required").source
    let isRemote = try arguments.bool("remote_src") || !arguments.bool("copy", default: true)
    guard !isRemote else { return .request(task.request()) }
    guard !source.contains("://") else {
      // What stands before an `@` or behind a `?` may be a secret.
      let shown = source.contains("@") ? "\(source.prefix { $0 != ":" })://…" : String(source.prefix { $0 != "?" })
      throw ActionFault("Unsupported option, an URI src (\(shown)) is only supported when remote_src is True")
    }
    let path = try context.find(source, in: "files")
    let decrypts = try arguments.bool("decrypt", default: true)
    return .request(try context.withFile(path, task.request(), hasName: false, decrypts: decrypts))
  }
}
