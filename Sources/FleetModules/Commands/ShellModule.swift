import FleetCore
import FleetModuleKit
import FleetProtocol

/// Runs a command line through a shell.
struct ShellModule: Module {
  static let name = "shell"
  static let summary = "Run a command line through a shell on the machine."
  static let checkMode = CheckModeSupport.partial

  let rawParams: String?
  let cmd: String?
  let argv: [String]?
  let executable: String?
  let step: CommandStep

  init(_ parameters: inout Parameters) {
    rawParams = parameters.freeForm("The command line.")
    cmd = parameters.optional("cmd", "The command line.")
    argv = parameters.optional("argv", "The command line as a list of words, which are quoted.")
    executable = parameters.optional("executable", "The shell to use in place of /bin/sh; an absolute path.")
    parameters.refused("expand_argument_vars", "Of `command` alone; a shell expands by itself.")
    step = CommandStep(&parameters)
    parameters.requiredOneOf(Parameters.freeFormName, "cmd", "argv")
    parameters.mutuallyExclusive(Parameters.freeFormName, "cmd", "argv")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let line = rawParams ?? cmd ?? (argv ?? []).map(ShellWords.quote).joined(separator: " ")
    guard !line.isEmpty else { throw ModuleFailure("no command given", ["rc": 256]) }
    var step = step
    step.shown = .string(line)
    return try step.run([executable ?? "/bin/sh", "-c", line], on: machine)
  }
}
