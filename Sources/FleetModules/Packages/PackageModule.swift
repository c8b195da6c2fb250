import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages packages with whatever the machine has for it.
struct PackageModule: Module {
  static let name = "package"
  static let summary = "Install and remove packages with the machine's package manager."

  private let use: String
  private let apt: AptModule

  init(_ parameters: inout Parameters) {
    use = parameters.optional("use", default: "auto", "The package manager; found out when not given.")
    for name in [
      "enablerepo", "disablerepo", "disable_plugin", "enable_plugin", "disable_gpg_check", "exclude", "nobest",
    ] {
      parameters.ignored(name, "Of another system's package manager.")
    }
    apt = AptModule(&parameters)
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let manager: String
    if use == "auto" {
      let source = FactSource.machine(environment: machine.context.environment, timeoutSeconds: 10)
      let known = DistributionFacts.collect(source, [:])
      manager = ManagerFacts.package(source, known)["pkg_mgr"]?.string ?? "unknown"
    } else {
      manager = use.split(separator: ".").last.map(String.init) ?? use
    }
    guard manager == "apt" else {
      throw ModuleFailure(
        manager == "unknown"
          ? "no package manager was found on the machine" : "fleet cannot use the package manager `\(manager)` yet",
        parameter: use == "auto" ? nil : "use")
    }
    return try apt.run(on: machine)
  }
}
