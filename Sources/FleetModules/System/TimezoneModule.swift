import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Sets the machine's time zone.
struct TimezoneModule: Module {
  static let name = "timezone"
  static let summary = "Set the time zone and what the hardware clock shows."

  enum Clock: String, ParameterChoice { case local, UTC }

  private let zone: String?
  private let clock: Clock?

  init(_ parameters: inout Parameters) {
    zone = parameters.optional("name", "The zone, such as `Europe/Berlin`.")
    clock = parameters.optional("hwclock", aliases: ["rtc"], "Whether the hardware clock shows UTC or local time.")
    parameters.requiredOneOf("name", "hwclock")
  }

  private struct State: Equatable {
    var zone: String
    var clock: String

    func value(_ module: TimezoneModule) -> Value {
      var map: ValueMap = [:]
      if module.zone != nil { map["name"] = .string(zone) }
      if module.clock != nil { map["hwclock"] = .string(clock) }
      return .map(map)
    }
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let now = State(zone: currentZone(machine), clock: currentClock(machine))
    var wanted = now
    if let zone {
      guard machine.files.isRegular("/usr/share/zoneinfo/\(zone)") else {
        throw ModuleFailure(
          machine.files.isDirectory("/usr/share/zoneinfo")
            ? "given timezone `\(zone)` is not available"
            : "the machine has no time zones: install the package `tzdata` first", parameter: "name")
      }
      wanted.zone = zone
    }
    if let clock { wanted.clock = clock.rawValue }
    var result = ModuleResult()
    result.changed = now != wanted
    guard result.changed else { return result }
    result.diffs = [ModuleResult.Diff(before: now.value(self), after: wanted.value(self))]
    if machine.context.isCheck { return result }
    if wanted.zone != now.zone { try setZone(wanted.zone, machine) }
    if wanted.clock != now.clock { try setClock(wanted.clock, machine) }
    return result
  }

  private func currentZone(_ machine: Machine) -> String {
    if let target = try? machine.files.linkTarget("/etc/localtime"), let found = target.firstSubstring("zoneinfo/") {
      return String(target[found.upperBound...])
    }
    return (try? machine.files.readText("/etc/timezone"))?.trimmingSpace() ?? "n/a"
  }

  private func currentClock(_ machine: Machine) -> String {
    let lines = (try? machine.files.readText("/etc/adjtime"))?.lines() ?? []
    return lines.count > 2 && lines[2].trimmingSpace() == "LOCAL" ? "local" : "UTC"
  }

  private func hasTool(_ machine: Machine) -> Bool {
    let source = FactSource.machine(environment: machine.context.environment, timeoutSeconds: 10)
    return machine.processes.locate("timedatectl") != nil && ManagerFacts.isSystemdRunning(source)
  }

  private func setZone(_ zone: String, _ machine: Machine) throws {
    let keepsName = machine.files.exists("/etc/timezone")
    let isDone = try hasTool(machine) && machine.processes.run("timedatectl", "set-timezone", zone).isSuccess
    if !isDone { try machine.files.replaceSymlink("/etc/localtime", to: "/usr/share/zoneinfo/\(zone)") }
    if keepsName { try machine.files.replace("/etc/timezone", with: Array((zone + "\n").utf8)) }
  }

  private func setClock(_ clock: String, _ machine: Machine) throws {
    let output: CommandOutput
    if hasTool(machine) {
      output = try machine.processes.run("timedatectl", "set-local-rtc", clock == "local" ? "yes" : "no")
    } else {
      output = try machine.processes.run("hwclock", "--systohc", clock == "local" ? "--localtime" : "--utc")
    }
    guard output.isSuccess else { throw ModuleFailure(output.complaint, parameter: "hwclock") }
  }
}
