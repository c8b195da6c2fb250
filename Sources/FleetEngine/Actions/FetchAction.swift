import FleetCore
import FleetPlaybook
import FleetProtocol
import FleetSystem

/// `fetch`: brings a file from the machine into a folder of the control side. The machine's name and path become a
/// path below `dest` and can never leave it.
struct FetchAction: Action {
  static let names = ["fetch"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    if task.isCheck {
      var skipped = ModuleResult()
      skipped.skipped = true
      skipped.message = "check mode not (yet) supported for this module"
      return .done(skipped)
    }
    let arguments = ActionArguments(task)
    for (name, shown) in [("src", "source"), ("dest", "dest")] {
      switch task.arguments[name] {
      case nil, .null?, .string?: break
      default: throw ActionFault("Invalid type supplied for \(shown) option, it must be a string")
      }
    }
    guard arguments.text("src") != nil, arguments.text("dest") != nil else {
      throw ActionFault("src and dest are required")
    }
    let source = try arguments.required("src")
    let dest = try arguments.required("dest")
    let isFlat = try arguments.bool("flat")
    let failsOnMissing = try arguments.bool("fail_on_missing", default: true)
    let target = try target(source, dest, isFlat: isFlat, task, context)
    let request = FetchConversation(
      context: context, task: task, source: source, target: target, failsOnMissing: failsOnMissing,
      validatesChecksum: try arguments.bool("validate_checksum", default: true))
    return .conversation { try await request.perform() }
  }

  @EngineActor private func target(
    _ source: String, _ dest: String, isFlat: Bool, _ task: ResolvedTask, _ context: ActionContext
  ) throws -> String {
    let base = FilePath.expandingHome(dest)
    let absolute = base.hasPrefix("/") ? base : FilePath.join(FilePath.absolute(context.play.play.directory), base)
    if isFlat {
      guard dest.hasSuffix("/") else {
        guard !FileSystem.isDirectory(absolute) else {
          throw ActionFault(
            "dest is an existing directory, use a trailing slash if you want to fetch src into that directory")
        }
        return FilePath.normalized(absolute)
      }
      let target = FilePath.join(FilePath.normalized(absolute), FilePath.name(of: source))
      guard !FileSystem.isDirectory(target) else {
        throw ActionFault(
          "calculated dest '\(target)' is an existing directory, use another path that does not point to an existing "
            + "directory")
      }
      return target
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
