import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Controls services with whatever runs them: systemd, else init scripts or OpenRC.
struct ServiceModule: Module {
  static let name = "service"
  static let summary = "Start, stop and enable services."

  private let use: String
  private let systemd: SystemdServiceModule
  private let sleepSeconds: Int?
  private let pattern: String?
  private let runlevel: String
  private let arguments: String

  init(_ parameters: inout Parameters) {
    use = parameters.optional("use", default: "auto", "The service manager; found out when not given.")
    systemd = SystemdServiceModule(&parameters)
    sleepSeconds = parameters.optional("sleep", "Seconds between stop and start of a restart; not with systemd.")
    pattern = parameters.optional(
      "pattern", "A text in `ps` that tells that it runs, for scripts without `status`; not with systemd.")
    runlevel = parameters.optional("runlevel", default: "default", "OpenRC's runlevel.")
    arguments = parameters.optional("arguments", aliases: ["args"], default: "", "More words for the init script.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let source = FactSource.machine(environment: machine.context.environment, timeoutSeconds: 10)
    let manager = use == "auto" ? ManagerFacts.service(source, [:])["service_mgr"]?.string ?? "service" : use
    let name = manager.split(separator: ".").last.map(String.init) ?? manager
    if name == "systemd" || name == "systemd_service" || (name != "sysvinit" && ManagerFacts.isSystemdRunning(source)) {
      return try systemd.run(on: machine)
    }
    guard let unit = systemd.unit else { throw ModuleFailure("missing required arguments: name", parameter: "name") }
    var service = ScriptService(
      name: unit, arguments: arguments.words(), pattern: pattern, runlevel: runlevel, machine)
    try service.find()
    var result = ModuleResult()
    result.values["name"] = .string(unit)
    if let enabled = systemd.enabled { try service.setEnabled(enabled, &result) }
    if let state = systemd.state { try service.setState(state, sleepSeconds: sleepSeconds, &result) }
    return result
  }
}
