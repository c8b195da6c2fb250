import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Runs a program without a shell.
struct CommandModule: Module {
  static let name = "command"
  static let summary = "Run a program on the machine, without a shell."
  static let checkMode = CheckModeSupport.partial

  let rawParams: String?
  let cmd: String?
  let argv: [String]?
  let executable: String?
  let expandsArguments: Bool
  let step: CommandStep

  init(_ parameters: inout Parameters) {
    rawParams = parameters.freeForm("The program and its arguments, split as a shell would.")
    cmd = parameters.optional("cmd", "The program and its arguments, split as a shell would.")
    argv = parameters.optional("argv", "The program and its arguments as a list.")
    executable = parameters.optional("executable", "Has no effect; kept because old playbooks give it.")
    expandsArguments = parameters.optional(
      "expand_argument_vars", default: true, "Replace `$NAME` and `~` in the arguments by what they stand for.")
    step = CommandStep(&parameters)
    parameters.requiredOneOf(Parameters.freeFormName, "cmd", "argv")
    parameters.mutuallyExclusive(Parameters.freeFormName, "cmd", "argv")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if executable != nil {
      machine.warnings.append(
        "As of Ansible 2.4, the parameter 'executable' is no longer supported with the 'command' module. Not using "
          + "'\(executable ?? "")'.")
    }
    let text = rawParams ?? cmd
    var words = argv ?? []
    if let text { words = try ShellWords.split(text) }
    guard !words.isEmpty else { throw ModuleFailure("no command given", ["rc": 256]) }
    var step = step
    step.shown = .list(words.map { .string($0) })
    if expandsArguments {
      words = words.map { FilePath.expandingHome(FilePath.expandingVariables($0)) }
    }
    return try step.run(words, on: machine)
  }
}

extension CommandStep {
  /// The parameters that `command` and `shell` share.
  init(_ parameters: inout Parameters) {
    let chdir: PathArgument? = parameters.optional("chdir", "The folder to run it in.")
    let creates: PathArgument? = parameters.optional("creates", "A file or pattern; if it exists, nothing is run.")
    let removes: PathArgument? = parameters.optional("removes", "A file or pattern; unless it exists, nothing is run.")
    self.chdir = chdir?.text
    self.creates = creates?.text
    self.removes = removes?.text
    stdin = parameters.optional("stdin", "Text for its standard input.")
    addsNewline = parameters.optional("stdin_add_newline", default: true, "End that text with a line feed.")
    stripsEnds = parameters.optional("strip_empty_ends", default: true, "Take empty lines from the end of the output.")
    shown = .null
  }
}
