import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// One unit: what it is and how it becomes what a task wants, by Ansible's rules.
struct SystemdUnit {
  private static let knownStates = [
    "enabled", "enabled-runtime", "linked", "linked-runtime", "masked", "masked-runtime", "static", "indirect",
    "disabled", "generated", "transient",
  ]

  private let name: String
  private let manager: Systemd
  private let machine: Machine
  /// What `systemctl show` says.
  private(set) var properties: ValueMap = [:]
  private var isUnit = false
  private var isScript = false
  private var enablement: CommandOutput?

  init(_ name: String, _ manager: Systemd, _ machine: Machine) {
    self.name = name
    self.manager = manager
    self.machine = machine
  }

  private func property(_ key: String) -> String? { properties[key]?.string }
  private var isFound: Bool { isUnit || isScript }

  mutating func look(needsEnablement: Bool) throws {
    isScript = InitScript.exists(name)
    let output = try manager.query("show", name)
    if output.isSuccess, !wasIgnored(output.stdoutText), !wasIgnored(output.stderrText) {
      properties = SystemdUnit.parse(output.stdoutText)
      isUnit = property("LoadState").map { $0 != "not-found" } ?? false
      if isUnit, property("LoadState") != "masked", let fault = property("LoadError") {
        throw ModuleFailure("Error loading unit file '\(name)': \(fault)")
      }
    } else {
      let state = try manager.query("is-enabled", name)
      if SystemdUnit.knownStates.contains(state.stdoutText.trimmingSpace()) {
        isUnit = true
      } else {
        isUnit = try manager.query("list-unit-files", name).isSuccess
        if !isUnit { try manager.requireAnswer() }
      }
    }
    if isScript, !isUnit {
      machine.warnings.append(
        "The service (\(name)) is actually an init script but the system is managed by systemd")
    }
    if needsEnablement { enablement = try manager.query("is-enabled", name, "-l") }
  }

  private func wasIgnored(_ text: String) -> Bool {
    !text.contains("=") && (text.hasSubstring("ignoring request") || text.hasSubstring("ignoring command"))
  }

  /// Lines of `Name=value`; values of `Exec...` in braces may go on over several lines.
  static func parse(_ text: String) -> ValueMap {
    var properties: ValueMap = [:]
    var open: (key: String, lines: [String])?
    for line in text.lines() {
      if var entry = open {
        entry.lines.append(line)
        open = entry
        if line.trimmingSpace().hasSuffix("}") {
          properties[entry.key] = .string(entry.lines.joined(separator: "\n").trimmingSpace())
          open = nil
        }
        continue
      }
      guard let sign = line.firstIndex(of: "=") else { continue }
      let key = String(line[..<sign])
      let value = String(line[line.index(after: sign)...])
      if key.hasPrefix("Exec"), value.trimmingSpace().hasPrefix("{"), !value.trimmingSpace().hasSuffix("}") {
        open = (key, [value])
      } else {
        properties[key] = .string(value.trimmingSpace())
      }
    }
    return properties
  }

  private func failIfMissing() throws {
    guard !isFound else { return }
    throw ModuleFailure("Could not find the requested service \(name): host", parameter: "name")
  }

  mutating func setMasked(_ wanted: Bool, _ result: inout ModuleResult) throws {
    let isMasked = enablement?.stdoutText.lines().first?.trimmingSpace() == "masked"
    guard isMasked != wanted else { return }
    result.changed = true
    guard !machine.context.isCheck else { return }
    let verb = wanted ? "mask" : "unmask"
    let output = try manager.run(verb, name)
    guard output.isSuccess else {
      try failIfMissing()
      throw ModuleFailure("Failed to \(verb) the service (\(name)): \(output.stderrText.trimmingSpace())")
    }
    enablement = try manager.query("is-enabled", name, "-l")
  }

  mutating func setEnabled(
    _ wanted: Bool, scope: SystemdServiceModule.Scope, _ result: inout ModuleResult
  ) throws {
    try failIfMissing()
    let text = enablement?.stdoutText.trimmingSpace() ?? ""
    var isEnabled = false
    if enablement?.status == 0 {
      isEnabled = !["enabled-runtime", "indirect", "alias"].contains(text)
    } else if enablement?.status == 1, scope == .system, isScript, !text.hasSuffix("disabled") {
      isEnabled = InitScript.isEnabled(name)
    }
    result.values["enabled"] = .bool(isEnabled)
    guard isEnabled != wanted else { return }
    result.changed = true
    result.values["enabled"] = .bool(wanted)
    guard !machine.context.isCheck else { return }
    let verb = wanted ? "enable" : "disable"
    let output = try manager.run(verb, name)
    guard output.isSuccess else {
      throw ModuleFailure("Unable to \(verb) service \(name): \(output.stdoutText)\(output.stderrText)")
    }
  }

  mutating func setState(_ wanted: SystemdServiceModule.State, _ result: inout ModuleResult) throws {
    try failIfMissing()
    result.values["state"] = .string(wanted.rawValue)
    guard let active = property("ActiveState") else {
      guard manager.isOffline else {
        throw ModuleFailure("Service is in unknown state", ["status": .map(properties)])
      }
      machine.warnings.append(
        "Target is a chroot or systemd is offline. This can lead to false positives or prevent the init system "
          + "tools from working.")
      return
    }
    let isRunning = active == "active" || active == "activating"
    var verb: String?
    switch wanted {
    case .started: verb = isRunning ? nil : "start"
    case .stopped: verb = isRunning || active == "deactivating" ? "stop" : nil
    case .restarted, .reloaded:
      verb = isRunning ? (wanted == .restarted ? "restart" : "reload") : "start"
      result.values["state"] = "started"
    }
    guard let verb else { return }
    result.changed = true
    guard !machine.context.isCheck else { return }
    let output = try manager.run(verb, name)
    guard output.isSuccess else {
      throw ModuleFailure("Unable to \(verb) service \(name): \(output.stderrText)")
    }
  }
}
