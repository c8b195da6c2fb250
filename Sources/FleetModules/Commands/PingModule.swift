import FleetCore
import FleetModuleKit
import FleetProtocol

/// Answers: shows that the agent runs on the machine.
struct PingModule: Module {
  static let name = "ping"
  static let summary = "Answer `pong`, to show that the machine can be worked on."

  let data: String

  init(_ parameters: inout Parameters) {
    data = parameters.optional("data", default: "pong", "What to answer; `crash` makes the module fail.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if data == "crash" { throw ModuleFailure("Task failed: Module failed: boom") }
    var result = ModuleResult()
    result.values["ping"] = .string(data)
    return result
  }
}
