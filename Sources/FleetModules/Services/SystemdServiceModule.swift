import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem
import Glibc

/// Controls units of systemd.
struct SystemdServiceModule: Module {
  static let name = "systemd_service"
  static let summary = "Start, stop, enable and mask units of systemd."

  enum State: String, ParameterChoice { case reloaded, restarted, started, stopped }
  enum Scope: String, ParameterChoice { case system, user, global }

  let unit: String?
  let state: State?
  let enabled: Bool?
  let force: Bool?
  let masked: Bool?
  let reloadsDaemon: Bool
  let restartsDaemon: Bool
  let scope: Scope
  let doesNotWait: Bool

  init(_ parameters: inout Parameters) {
    unit = parameters.optional("name", aliases: ["service", "unit"], "The unit; `.service` may be left out.")
    state = parameters.optional("state", "Whether it runs; `restarted` and `reloaded` always act.")
    enabled = parameters.optional("enabled", "Whether it starts with the machine.")
    force = parameters.optional("force", "Overwrite links that are in the way.")
    masked = parameters.optional("masked", "Whether starting it is made impossible.")
    reloadsDaemon = parameters.optional(
      "daemon_reload", aliases: ["daemon-reload"], default: false, "Let systemd read its unit files anew first.")
    restartsDaemon = parameters.optional(
      "daemon_reexec", aliases: ["daemon-reexec"], default: false, "Let systemd start itself anew first.")
    scope = parameters.optional("scope", default: .system, "The system's manager, the user's, or all users'.")
    doesNotWait = parameters.optional("no_block", default: false, "Do not wait until it is done.")
    parameters.requiredOneOf("state", "enabled", "masked", "daemon_reload", "daemon_reexec")
    parameters.required("name", with: "state")
    parameters.required("name", with: "enabled")
    parameters.required("name", with: "masked")
  }

  init(unit: String, state: State?, enabled: Bool?) {
    self.unit = unit
    self.state = state
    self.enabled = enabled
    force = nil
    masked = nil
    reloadsDaemon = false
    restartsDaemon = false
    scope = .system
    doesNotWait = false
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if let unit, let sign = unit.first(where: { "*?[".contains($0) }) {
      throw ModuleFailure(
        "This module does not currently support using glob patterns, found '\(sign)' in service name: \(unit)",
        parameter: "name")
    }
    let manager = try Systemd(machine, self)
    if reloadsDaemon { try manager.reload("daemon-reload") }
    if restartsDaemon { try manager.reload("daemon-reexec") }
    var result = ModuleResult()
    result.values = ["name": Value(text: unit), "status": [:]]
    guard let unit else { return result }
    var work = SystemdUnit(unit, manager, machine)
    try work.look(needsEnablement: enabled != nil || masked != nil)
    result.values["status"] = .map(work.properties)
    if let masked { try work.setMasked(masked, &result) }
    if let enabled { try work.setEnabled(enabled, scope: scope, &result) }
    if let state { try work.setState(state, &result) }
    return result
  }
}
