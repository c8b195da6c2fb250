import FleetCore
import FleetPlaybook
import FleetProtocol
import FleetSystem

/// `fetch`: brings a file from the machine into a folder of the control side. The machine's name and path become a
/// path below `dest` and can never leave it.
struct FetchAction: Action {
  static let names = ["fetch"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    let source = try arguments.required("src")
    let dest = try arguments.required("dest")
    let isFlat = try arguments.bool("flat")
    let failsOnMissing = try arguments.bool("fail_on_missing", default: true)
    let target = try target(source, dest, isFlat: isFlat, task, context)
    let request = FetchConversation(
      context: context, task: task, source: source, target: target, failsOnMissing: failsOnMissing)
    return .conversation { try await request.perform() }
  }

  @EngineActor private func target(
    _ source: String, _ dest: String, isFlat: Bool, _ task: ResolvedTask, _ context: ActionContext
  ) throws -> String {
    let base = FilePath.expandingHome(dest)
    let absolute = base.hasPrefix("/") ? base : FilePath.join(FilePath.absolute(context.play.play.directory), base)
    if isFlat {
      guard dest.hasSuffix("/") else { return FilePath.normalized(absolute) }
      return FilePath.join(FilePath.normalized(absolute), FilePath.name(of: source))
    }
    let machine = task.machine.replacing("/", with: "_")
    guard machine != "..", machine != "." else {
      throw ActionFault("the host name `\(task.machine)` cannot be a folder")
    }
    let root = FilePath.join(FilePath.normalized(absolute), machine)
    let inside = FilePath.normalized("/" + source)
    return root + inside
  }
}
