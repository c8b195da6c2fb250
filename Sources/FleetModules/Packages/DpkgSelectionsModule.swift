import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Holds packages and lets them go.
struct DpkgSelectionsModule: Module {
  static let name = "dpkg_selections"
  static let summary = "Set what dpkg shall do with a package, such as hold it."

  enum Selection: String, ParameterChoice { case install, hold, deinstall, purge }

  private let package: String
  private let selection: Selection

  init(_ parameters: inout Parameters) {
    package = parameters.required("name", "The package.")
    selection = parameters.required("selection", "What shall be done with it.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let command = Command(["dpkg", "--get-selections", package], environment: AptTool.environment)
    let output = try machine.processes.query(command)
    guard output.isSuccess, !output.stderrText.hasSubstring("no packages found matching") else {
      throw ModuleFailure(
        "Failed to find package '\(package)' to perform selection '\(selection.rawValue)'.", parameter: "name")
    }
    let words = output.stdoutText.words()
    let now = words.count > 1 ? words[1] : "not present"
    var result = ModuleResult()
    result.changed = now != selection.rawValue
    result.values = ["before": .string(now), "after": .string(selection.rawValue)]
    guard result.changed, !machine.context.isCheck else { return result }
    let input = Array("\(package) \(selection.rawValue)\n".utf8)
    let done = try machine.processes.run(
      Command(["dpkg", "--set-selections"], environment: AptTool.environment, input: input))
    guard done.isSuccess else { throw ModuleFailure(done.complaint, ["rc": .int(done.status)]) }
    return result
  }
}
