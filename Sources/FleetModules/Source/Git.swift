import FleetCore
import FleetModuleKit
import FleetSystem

/// Runs `git` with the SSH options of a task, untranslated and without questions.
struct Git {
  /// The repository's address; paths become `file://`, for `depth` needs a protocol.
  let address: String
  private let program: String
  private let machine: Machine
  private let environment: [String: String]
  private let umask: UInt32?

  init(_ task: GitModule, _ machine: Machine) throws {
    self.machine = machine
    if let given = task.executable?.text {
      program = given
    } else {
      guard let found = machine.processes.locate("git") else {
        throw ModuleFailure("`git` is not on the machine: install the package `git` first")
      }
      program = found
    }
    let expanded = FilePath.expandingHome(task.repository)
    address = expanded.hasPrefix("/") ? "file://" + expanded : task.repository
    umask = try Git.umask(task.umask)
    var surroundings = [
      "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "LC_MESSAGES": "C.UTF-8", "LC_CTYPE": "C.UTF-8",
      "LANGUAGE": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0",
    ]
    surroundings["GIT_SSH_COMMAND"] = Git.sshCommand(task, machine)
    environment = surroundings
  }

  private static func umask(_ value: Value?) throws -> UInt32? {
    guard let value, !value.isNull else { return nil }
    guard let text = value.string else {
      throw ModuleFailure("umask must be defined as a quoted octal integer", parameter: "umask")
    }
    guard let mask = UInt32(text, radix: 8) else {
      throw ModuleFailure("umask must be an octal integer", parameter: "umask")
    }
    return mask
  }

  private static func sshCommand(_ task: GitModule, _ machine: Machine) -> String {
    func variable(_ name: String) -> String? { machine.context.environment[name] ?? Environment.variable(name) }
    var options = [variable("GIT_SSH_OPTS"), task.sshOptions].compactMap { $0 }.joined(separator: " ")
    let isSettled = ["-o StrictHostKeyChecking=no", "-o StrictHostKeyChecking=accept-new"].contains(
      where: options.hasSubstring)
    if !isSettled, task.acceptsHostKey { options += " -o StrictHostKeyChecking=no" }
    if !isSettled, task.acceptsNewHostKey { options += " -o StrictHostKeyChecking=accept-new" }
    if !options.hasSubstring("BatchMode=yes") { options += " -o BatchMode=yes" }
    if let key = task.keyFile?.text { options += " -i \(shellQuoted(key)) -o IdentitiesOnly=yes" }
    return (variable("GIT_SSH") ?? variable("GIT_SSH_COMMAND") ?? "ssh") + " " + options.trimmingSpace()
  }

  private static func shellQuoted(_ text: String) -> String {
    "'" + text.replacingSubstrings(of: "'", with: "'\\''") + "'"
  }

  private func command(_ words: [String], _ folder: String?) -> Command {
    Command([program] + words, directory: folder, environment: environment, umask: umask)
  }

  /// A look at a repository; in `folder`, or anywhere.
  func query(_ words: [String], in folder: String?) throws -> CommandOutput {
    try machine.processes.query(command(words, folder))
  }

  /// Changes a repository; fails with `message` when git does.
  @discardableResult
  func run(_ words: [String], in folder: String?, or message: String? = nil) throws -> CommandOutput {
    let output = try machine.processes.run(command(words, folder))
    guard output.isSuccess else { throw failure(output, words, message) }
    return output
  }

  /// A look that must succeed.
  func answer(_ words: [String], in folder: String?) throws -> String {
    let output = try query(words, in: folder)
    guard output.isSuccess else { throw failure(output, words, nil) }
    return output.stdoutText
  }

  private func failure(_ output: CommandOutput, _ words: [String], _ message: String?) -> ModuleFailure {
    ModuleFailure(
      message.map { "\($0): \(output.complaint)" } ?? output.stderrText,
      [
        "cmd": .list((["git"] + words).map { .string(WebTool.masked($0)) }), "rc": .int(output.status),
        "stdout": .string(output.stdoutText), "stderr": .string(output.stderrText),
      ])
  }

  /// What a remote has under the names that a version may mean.
  struct RemoteReferences {
    var head: String?
    var branch: String?
    /// The commit of a tag, also of an annotated one.
    var tag: String?
  }

  func references(of remote: String, version: String, in folder: String?) throws -> RemoteReferences {
    let text = try answer(
      ["ls-remote", remote, "HEAD", "refs/heads/\(version)", "refs/tags/\(version)", "refs/tags/\(version)^{}"],
      in: folder)
    var found = RemoteReferences()
    for words in text.lines().map({ $0.words() }) where words.count == 2 {
      switch words[1] {
      case "HEAD": found.head = words[0]
      case "refs/heads/\(version)": found.branch = words[0]
      case "refs/tags/\(version)^{}": found.tag = words[0]
      case "refs/tags/\(version)": found.tag = found.tag ?? words[0]
      default: break
      }
    }
    return found
  }

  /// The commit that the version is on the remote; a SHA-1 cannot be asked for and stands for itself.
  func remoteHead(of remote: String, version: String, headBranch: String?, in folder: String?) throws -> String {
    let name = version == "HEAD" ? headBranch ?? version : version
    let found = try references(of: remote, version: name, in: folder)
    if version == "HEAD" {
      guard let head = headBranch == nil ? found.head : found.branch else {
        throw ModuleFailure("Could not determine remote revision for \(version)", parameter: "version")
      }
      return head
    }
    return found.branch ?? found.tag ?? version
  }
}
