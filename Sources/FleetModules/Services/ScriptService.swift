import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// A service that an init script or OpenRC runs.
struct ScriptService {
  private let name: String
  private let arguments: [String]
  private let pattern: String?
  private let runlevel: String
  private let machine: Machine
  private var usesOpenRC = false

  init(name: String, arguments: [String], pattern: String?, runlevel: String, _ machine: Machine) {
    self.name = name
    self.arguments = arguments
    self.pattern = pattern
    self.runlevel = runlevel
    self.machine = machine
  }

  mutating func find() throws {
    usesOpenRC = machine.processes.locate("rc-service") != nil
    if usesOpenRC { return }
    guard InitScript.exists(name) else {
      throw ModuleFailure("Could not find the requested service \(name): host", parameter: "name")
    }
  }

  private func command(_ action: String) -> Command {
    let words: [String]
    if usesOpenRC {
      words = ["rc-service", name, action]
    } else if machine.processes.locate("service") != nil {
      words = ["service", name, action]
    } else {
      words = [FilePath.join(InitScript.folder, name), action]
    }
    return Command(words + arguments, environment: ["LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"])
  }

  /// The exit code, then the words of `status`; with a pattern the list of processes.
  private func isRunning() throws -> Bool {
    if let pattern {
      let output = try machine.processes.query("ps", "auxww")
      return output.stdoutText.lines().contains { $0.hasSubstring(pattern) && !$0.hasSubstring("pattern=") }
    }
    let output = try machine.processes.query(command("status"))
    if [1, 2, 3, 4, 69].contains(output.status) { return false }
    let text = output.stdoutText.lowercased()
    for word in ["stopped", "not running", "is not running", "inactive", "dead"] where text.hasSubstring(word) {
      return false
    }
    return output.status == 0
  }

  func setState(
    _ wanted: SystemdServiceModule.State, sleepSeconds: Int?, _ result: inout ModuleResult
  ) throws {
    result.values["state"] = .string(wanted == .stopped ? "stopped" : "started")
    let isRunning = try isRunning()
    let action: String
    switch wanted {
    case .started:
      if isRunning { return }
      action = "start"
    case .stopped:
      if !isRunning { return }
      action = "stop"
    case .reloaded: action = isRunning ? "reload" : "start"
    case .restarted: action = "restart"
    }
    result.changed = true
    guard !machine.context.isCheck else { return }
    var output: CommandOutput
    if action == "restart", let sleepSeconds {
      _ = try machine.processes.run(command("stop"))
      _ = machine.pause(seconds: Double(sleepSeconds))
      output = try machine.processes.run(command("start"))
    } else {
      output = try machine.processes.run(command(action))
    }
    guard output.isSuccess else {
      throw ModuleFailure(output.stderrText.isEmpty ? output.stdoutText : output.stderrText, ["name": .string(name)])
    }
  }

  func setEnabled(_ wanted: Bool, _ result: inout ModuleResult) throws {
    result.values["enabled"] = .bool(wanted)
    guard try isEnabled() != wanted else { return }
    result.changed = true
    guard !machine.context.isCheck else { return }
    var commands: [[String]]
    if usesOpenRC {
      commands = [["rc-update", wanted ? "add" : "delete", name, runlevel]]
    } else if machine.processes.locate("update-rc.d") != nil {
      commands =
        wanted
        ? [["update-rc.d", name, "defaults"], ["update-rc.d", name, "enable"]] : [["update-rc.d", name, "disable"]]
    } else if machine.processes.locate("chkconfig") != nil {
      commands = [["chkconfig", name, wanted ? "on" : "off"]]
    } else {
      throw ModuleFailure("neither update-rc.d nor chkconfig is on the machine to enable \(name)")
    }
    while let words = commands.first {
      commands.removeFirst()
      let output = try machine.processes.run(Command(words))
      guard output.isSuccess else {
        throw ModuleFailure(
          output.stderrText.isEmpty ? output.stdoutText : output.stderrText,
          ["rc": .int(output.status), "cmd": .string(words.joined(separator: " "))])
      }
    }
  }

  private func isEnabled() throws -> Bool {
    guard usesOpenRC else { return InitScript.isEnabled(name) }
    let output = try machine.processes.query("rc-update", "show", runlevel)
    return output.stdoutText.lines().contains { $0.prefix { $0 != "|" }.trimmingSpace() == name }
  }
}
