import FleetCore
import FleetJinja
import FleetPlaybook
import FleetProtocol
import FleetSystem
import FleetTransport
import FleetVariables
import FleetVault

/// What an action may use: the run, the host, the item's variables.
@EngineActor struct ActionContext {
  let run: RunContext
  let play: PlayRun
  let host: HostRun
  let task: PlayTask
  let scope: any VariableScope

  /// Finds a file that a task names, as Ansible looks for it: the role's folder `kind` (`files`, `templates`,
  /// `vars`), the role, the task file's folder, the playbook's.
  func find(_ name: String, in kind: String) throws -> String {
    let candidates = SearchPath(task: task, playbookDirectory: play.play.directory).candidates(name, kind: kind)
    for path in candidates where FileSystem.exists(path) { return path }
    throw ActionFault(
      "Could not find or access '\(name)' on the Ansible Controller.\nSearched in:\n\t"
        + candidates.joined(separator: "\n\t"))
  }

  /// Sends requests to the task's machine, for actions that talk with it.
  func perform(_ requests: [TaskRequest], _ task: ResolvedTask) async throws -> [ModuleResult] {
    try await MachineExchange(run: run).perform(requests, on: task.connection)
  }

  /// The request with a content that the machine gets once: named by its digest, sent only when missing there.
  func withContent(_ bytes: [UInt8], named name: String, _ request: TaskRequest) -> TaskRequest {
    let digest = Digest.hex(of: bytes, .sha256)
    run.contents.add(.bytes(bytes), digest: digest)
    return refer(to: digest, named: name, request)
  }

  /// The request with a file of the control side as its content. A vaulted file is opened, unless `decrypts` is false.
  func withFile(
    _ path: String, _ request: TaskRequest, hasName: Bool = true, decrypts: Bool = true
  ) throws -> TaskRequest {
    let name = hasName ? FilePath.name(of: path) : nil
    if decrypts, try run.files.isVaulted(path) {
      guard !run.variables.vault.secrets.isEmpty else {
        throw ActionFault("A vault password or secret must be specified to decrypt \(path)")
      }
      let bytes = try run.variables.vault.read(path).text
      let digest = Digest.hex(of: bytes, .sha256)
      run.contents.add(.bytes(bytes), digest: digest)
      return refer(to: digest, named: name, request)
    }
    let file = try run.files.digested(path)
    run.contents.add(.file(path: path, size: file.size), digest: file.digest)
    return refer(to: file.digest, named: name, request)
  }

  /// The request with one more file of the control side, whose digest the caller puts among the arguments.
  func withPart(_ path: String, _ request: TaskRequest) throws -> (request: TaskRequest, digest: String) {
    let file = try run.files.digested(path)
    run.contents.add(.file(path: path, size: file.size), digest: file.digest)
    var request = request
    request.blobs.append(file.digest)
    return (request, file.digest)
  }

  private func refer(to digest: String, named name: String?, _ request: TaskRequest) -> TaskRequest {
    var request = request
    request.blobs.append(digest)
    request.arguments["_content_digest"] = .string(digest)
    if let name { request.arguments["_original_basename"] = .string(name) }
    return request
  }
}
