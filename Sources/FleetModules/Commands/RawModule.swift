import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Runs a command line as the login shell would. The control side does so without an agent; this is the same with one.
struct RawModule: Module {
  static let name = "raw"
  static let summary = "Run a command line through the login shell, also on machines where no agent can run."
  static let checkMode = CheckModeSupport.none

  let rawParams: String?
  let executable: String?

  init(_ parameters: inout Parameters) {
    rawParams = parameters.freeForm("The command line.")
    executable = parameters.optional("executable", "The shell to use; an absolute path.")
    parameters.requiredOneOf(Parameters.freeFormName)
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let output = try machine.processes.run(executable ?? "/bin/sh", "-c", rawParams ?? "")
    var result = ModuleResult()
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
}
