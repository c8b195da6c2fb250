import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Lists the machine's services.
struct ServiceFactsModule: Module {
  static let name = "service_facts"
  static let summary = "Return the state of all services as facts."

  private static let troubled = ["not-found", "masked", "failed"]

  init(_ parameters: inout Parameters) {}

  func run(on machine: Machine) throws -> ModuleResult {
    var services: ValueMap = [:]
    let source = FactSource.machine(environment: machine.context.environment, timeoutSeconds: 60)
    scripts(source, machine, &services)
    openRC(source, &services)
    if ManagerFacts.isSystemdRunning(source) { systemd(source, machine, &services) }
    var result = ModuleResult()
    if services.isEmpty {
      result.skipped = true
      result.message = "Failed to find any services. This can be due to privileges or some other configuration issue."
    } else {
      result.facts["services"] = .map(services)
    }
    return result
  }

  /// Lines of `service --status-all`: ` [ + ]  ssh`.
  private func scripts(_ source: FactSource, _ machine: Machine, _ services: inout ValueMap) {
    guard machine.processes.locate("chkconfig") == nil, machine.processes.locate("rc-status") == nil else { return }
    guard let output = source.run(["service", "--status-all"]) else { return }
    if output.status == 4, !source.exists("/etc/init.d") { return }
    if !output.isSuccess {
      machine.warnings.append("Unable to query 'service' tool (\(output.status)): \(output.stderrText)")
    }
    for line in output.stdoutText.lines() {
      let text = line.trimmingSpace()
      let isRunning = text.hasPrefix("[ + ]")
      guard isRunning || text.hasPrefix("[ - ]") else { continue }
      let name = text.dropFirst(5).trimmingSpace()
      services[name] = ["name": .string(name), "state": isRunning ? "running" : "stopped", "source": "sysv"]
    }
  }

  private func openRC(_ source: FactSource, _ services: inout ValueMap) {
    guard let output = source.output("rc-status", "-a", "-s", "-m") else { return }
    for line in output.lines() where line.hasPrefix(" ") {
      let words = line.filter { $0 != "[" && $0 != "]" }.words()
      guard words.count > 1, words[0] != "*" else { continue }
      services[words[0]] = ["name": .string(words[0]), "state": .string(words[1]), "source": "openrc"]
    }
  }

  private func systemd(_ source: FactSource, _ machine: Machine, _ services: inout ValueMap) {
    guard let units = source.output("systemctl", "list-units", "--no-pager", "--type", "service", "--all", "--plain")
    else {
      machine.warnings.append("Could not list units from systemd")
      return
    }
    for line in units.lines() where line.hasSubstring(".service") {
      let words = line.words()
      guard words.count > 3 else { continue }
      let status = ServiceFactsModule.troubled.first { words.dropLast().contains($0) } ?? words[2]
      services[words[0]] = [
        "name": .string(words[0]), "state": words[3] == "running" ? "running" : "stopped", "status": .string(status),
        "source": "systemd",
      ]
    }
    let list = source.output("systemctl", "list-unit-files", "--no-pager", "--type", "service", "--all") ?? ""
    var missing: [(name: String, status: String)] = []
    for line in list.lines() where line.hasSubstring(".service") {
      let words = line.words()
      guard words.count > 1 else { continue }
      if var known = services[words[0]]?.map {
        if !ServiceFactsModule.troubled.contains(known["status"]?.string ?? "") { known["status"] = .string(words[1]) }
        services[words[0]] = .map(known)
      } else {
        missing.append((words[0], words[1]))
      }
    }
    let states = activeStates(of: missing.map(\.name), source)
    for unit in missing {
      services[unit.name] = [
        "name": .string(unit.name), "state": .string(states[unit.name] ?? "unknown"), "status": .string(unit.status),
        "source": "systemd",
      ]
    }
  }

  /// Of units that are not loaded, in one call; templates (`name@.service`) have no state.
  private func activeStates(of names: [String], _ source: FactSource) -> [String: String] {
    let plain = names.filter { !$0.hasSubstring("@.") }
    guard !plain.isEmpty else { return [:] }
    guard let output = source.run(["systemctl", "show", "--property=Id,Names,ActiveState", "--"] + plain) else {
      return [:]
    }
    var states: [String: String] = [:]
    var blocks = output.stdoutText.fields(separatedBy: "\n\n")[...]
    for name in plain {
      guard let block = blocks.popFirst() else { break }
      let line = block.lines().first { $0.hasPrefix("ActiveState=") }
      states[name] = line.map { String($0.dropFirst("ActiveState=".count)) }
    }
    return states
  }
}
