import FleetCore
import FleetProtocol
import FleetSystem

/// Brings a file over piece by piece, into a file beside its target, and puts it in place when its digest is right.
@EngineActor struct FetchConversation {
  let context: ActionContext
  let task: ResolvedTask
  let source: String
  let target: String
  let failsOnMissing: Bool
  /// A file that changes while it is read, such as a log, is a failure.
  let validatesChecksum: Bool

  func perform() async throws -> ModuleResult {
    let first = try await piece(at: 0)
    if first.failed { return first }
    if first.values["exists"] == false { return missing("the remote file does not exist, not transferring, ignored") }
    if first.values["is_directory"] == true {
      let what = "remote file is a directory, fetch cannot work on directories"
      return missing(failsOnMissing ? what : what + ", not transferring, ignored")
    }
    guard case .string(let checksum)? = first.values["checksum"] else {
      throw ActionFault("the machine did not give the contents of \(source)")
    }
    var result = ModuleResult()
    result.values["dest"] = .string(target)
    result.values["checksum"] = .string(checksum)
    if FileSystem.isRegular(target), try Digest.hex(ofFile: target, .sha1) == checksum {
      result.values["file"] = .string(source)
      result.values["md5sum"] = .string(try Digest.hex(ofFile: target, .md5))
      return result
    }
    result.changed = true
    let found = try await transfer(first, checksum)
    result.values["checksum"] = .string(found)
    result.values["md5sum"] = .string(try Digest.hex(ofFile: target, .md5))
    result.values["remote_checksum"] = .string(checksum)
    result.values["remote_md5sum"] = .null
    return result
  }

  private func piece(at offset: Int) async throws -> ModuleResult {
    var request = task.request(
      module: "fetch", arguments: ["src": .string(source), "_offset": .int(offset)])
    request.isCheck = false
    guard let answer = try await context.perform([request], task).first else {
      throw ActionFault("the agent gave no answer")
    }
    return answer
  }

  private func missing(_ message: String) -> ModuleResult {
    var result = ModuleResult()
    result.failed = failsOnMissing
    result.message = message
    result.values["file"] = .string(source)
    return result
  }

  /// Never more than what the machine said at first: an endless stream ends, and a file that grows keeps its checksum.
  private func transfer(_ first: ModuleResult, _ checksum: String) async throws -> String {
    var limit = 0
    if case .int(let size)? = first.values["size"] { limit = size }
    _ = try FileSystem.makeDirectories(FilePath.folder(of: target), mode: 0o777)
    let temporary = FileSystem.temporaryName(for: target)
    do {
      try FileSystem.create(temporary, mode: 0o666)
      var answer = first
      var offset = 0
      while true {
        guard !answer.failed, case .string(let encoded)? = answer.values["content"],
          let bytes = Base64.decode(encoded)
        else { throw ActionFault(answer.message ?? "the machine did not give the contents of \(source)") }
        // Files of the kernel have no size, and come in one piece.
        if offset == 0 { limit = limit == 0 ? bytes.count : limit }
        try FileSystem.append(Array(bytes.prefix(limit - offset)), to: temporary)
        offset += bytes.count
        if answer.values["is_last"] == true || bytes.isEmpty || offset >= limit { break }
        answer = try await piece(at: offset)
      }
      let found = try Digest.hex(ofFile: temporary, .sha1)
      guard found == checksum || !validatesChecksum else {
        throw ActionFault(
          "checksum mismatch: the file changed while it was fetched",
          [
            "file": .string(source), "dest": .string(target), "checksum": .string(found),
            "remote_checksum": .string(checksum), "remote_md5sum": .null,
          ])
      }
      try FileSystem.rename(temporary, to: target)
      return found
    } catch {
      try? FileSystem.remove(temporary)
      throw error
    }
  }
}
