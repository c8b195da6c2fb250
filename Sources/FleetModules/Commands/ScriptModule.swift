import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Runs a script that the control side sent.
///
/// The agent-side form: the control side reads the script's file, sends its bytes as a content and gives its SHA-256 as
/// `_content_digest`, the script's word on the command line as `_script_word` and the file's base name as
/// `_script_name`; `_raw_params` (or `cmd`) stays the whole command line, in which that word is replaced by the path of
/// the copy on the machine.
struct ScriptModule: Module {
  static let name = "script"
  static let summary = "Run a script of the control machine on the machine."
  static let checkMode = CheckModeSupport.partial

  let rawParams: String?
  let cmd: String?
  let creates: String?
  let removes: String?
  let chdir: String?
  let executable: String?
  let digest: String?
  let word: String?
  let fileName: String?

  init(_ parameters: inout Parameters) {
    rawParams = parameters.freeForm("The script's path on the control machine, then its arguments.")
    cmd = parameters.optional("cmd", "The script's path on the control machine, then its arguments.")
    creates = parameters.optional("creates", "A file or pattern; if it exists, nothing is run.")
    removes = parameters.optional("removes", "A file or pattern; unless it exists, nothing is run.")
    chdir = parameters.optional("chdir", "The folder to run it in; an absolute path.")
    executable = parameters.optional("executable", "The program to run the script with.")
    parameters.ignored("decrypt", "Whether to decrypt a vaulted script; always done.")
    digest = parameters.internal("_content_digest", "SHA-256 of the script.")
    word = parameters.internal("_script_word", "The script as the command line names it.")
    fileName = parameters.internal("_script_name", "The script's base name.")
    parameters.requiredOneOf(Parameters.freeFormName, "cmd")
    parameters.mutuallyExclusive(Parameters.freeFormName, "cmd")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    var result = ModuleResult()
    if let chdir, !FilePath.isAbsolute(chdir) {
      throw ModuleFailure("chdir \(chdir) must be an absolute path for a Unix-aware remote node", parameter: "chdir")
    }
    if let creates, !Wildcard.expand(creates).isEmpty {
      return skip("\(creates) exists, matching creates option")
    }
    if let removes, Wildcard.expand(removes).isEmpty {
      return skip("\(removes) does not exist, matching removes option")
    }
    if machine.context.isCheck {
      guard creates != nil || removes != nil else { return skip("Check mode is not supported for this task.") }
      result.changed = true
      return result
    }
    guard let digest, let word else { throw ModuleFailure("the script was not sent") }
    let path = FilePath.join(machine.context.temporaryFolder, FilePath.name(of: fileName ?? "script"))
    try machine.files.copy(machine.context.blobPath(digest), to: path)
    try machine.files.setMode(path, 0o700)
    let line = (rawParams ?? cmd ?? "").trimmingSpace()
    let pieces = line.replacingSubstrings(of: word, with: path)
    let whole = executable.map { "\($0) \(pieces)" } ?? pieces
    let output = try machine.processes.run(Command(["/bin/sh", "-c", whole], directory: chdir))
    result.changed = true
    result.values = [
      "rc": .int(output.status), "stdout": .string(output.stdoutText), "stderr": .string(output.stderrText),
    ]
    if output.status != 0 {
      result.failed = true
      result.message = "non-zero return code"
    }
    return result
  }

  private func skip(_ message: String) -> ModuleResult {
    var result = ModuleResult()
    result.skipped = true
    result.message = message
    return result
  }
}
