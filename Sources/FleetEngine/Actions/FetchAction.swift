import FleetCore
import FleetPlaybook
import FleetProtocol
import FleetSystem

/// `fetch`: brings a file from the machine into a folder of the control side. The machine's name and path become a
/// path below `dest` and can never leave it.
struct FetchAction: Action {
  static let names = ["fetch"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) async throws -> ActionPlan {
    let arguments = ActionArguments(task)
    let source = try arguments.required("src")
    let dest = try arguments.required("dest")
    let isFlat = try arguments.bool("flat")
    let failsOnMissing = try arguments.bool("fail_on_missing", default: true)
    let target = try target(source, dest, isFlat: isFlat, task, context)
    return .conversation {
      var request = task.request(module: "fetch", arguments: ["src": .string(source)])
      request.isCheck = false
      guard let answer = try await context.perform([request], task).first else {
        throw ActionFault("the agent gave no answer")
      }
      if answer.failed {
        guard !failsOnMissing, answer.values["missing"] == true else { return answer }
        var result = ModuleResult()
        result.message = answer.message
        result.values["file"] = .string(source)
        return result
      }
      return try FetchedFile(answer: answer, source: source, target: target).store(isCheck: task.isCheck)
    }
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

/// A file that came from a machine, on its way to the control side's disk.
private struct FetchedFile {
  let answer: ModuleResult
  let source: String
  let target: String

  func store(isCheck: Bool) throws -> ModuleResult {
    guard case .string(let encoded)? = answer.values["content"], let bytes = Base64.decode(encoded) else {
      throw ActionFault("the machine did not give the contents of \(source)")
    }
    let digest = Digest.hex(of: bytes, .sha1)
    var result = ModuleResult()
    let existing = FileSystem.isRegular(target) ? try? FileSystem.read(target) : nil
    result.changed = existing != bytes
    if result.changed, !isCheck {
      _ = try FileSystem.makeDirectories(FilePath.folder(of: target), mode: 0o755)
      try FileSystem.replace(target, with: bytes)
    }
    result.values["dest"] = .string(target)
    result.values["checksum"] = .string(digest)
    result.values["remote_checksum"] = .string(digest)
    result.values["md5sum"] = .string(Digest.hex(of: bytes, .md5))
    if !result.changed { result.values["file"] = .string(source) }
    return result
  }
}
