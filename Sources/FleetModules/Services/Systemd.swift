import FleetCore
import FleetModuleKit
import FleetSystem
import Glibc

/// `systemctl` with the options of a task.
struct Systemd {
  private let machine: Machine
  private let options: [String]
  private let environment: [String: String]

  init(_ machine: Machine, _ task: SystemdServiceModule) throws {
    self.machine = machine
    guard machine.processes.locate("systemctl") != nil else {
      throw ModuleFailure("`systemctl` is not on the machine: it is not run by systemd")
    }
    var options: [String] = []
    if task.scope != .system { options.append("--\(task.scope.rawValue)") }
    if task.doesNotWait { options.append("--no-block") }
    if task.force == true { options.append("--force") }
    self.options = options
    var environment = ["LC_ALL": "C.UTF-8", "SYSTEMD_COLORS": "0", "SYSTEMD_PAGER": ""]
    if Environment.variable("XDG_RUNTIME_DIR") == nil { environment["XDG_RUNTIME_DIR"] = "/run/user/\(geteuid())" }
    self.environment = environment
  }

  func query(_ words: String...) throws -> CommandOutput {
    try machine.processes.query(Command(["systemctl"] + options + words, environment: environment))
  }

  func run(_ words: String...) throws -> CommandOutput {
    try machine.processes.run(Command(["systemctl"] + options + words, environment: environment))
  }

  /// Where systemd does not run (a container), that is said, and not that there is no such unit.
  func requireAnswer() throws {
    let output = try query()
    guard output.isSuccess else {
      throw ModuleFailure(
        output.complaint,
        [
          "rc": .int(output.status), "cmd": "systemctl", "stdout": .string(output.stdoutText),
          "stderr": .string(output.stderrText),
        ])
    }
  }

  /// A chroot has no manager that could answer.
  var isOffline: Bool {
    if Environment.variable("SYSTEMD_OFFLINE") == "1" { return true }
    let source = FactSource.machine(environment: [:], timeoutSeconds: 5)
    return SecurityFacts.chroot(source, [:])["is_chroot"] == true
  }

  func reload(_ verb: String) throws {
    if machine.context.isCheck { return }
    let output = try run(verb)
    if output.isSuccess { return }
    guard isOffline else { throw ModuleFailure("failure \(output.status) during \(verb): \(output.stderrText)") }
    machine.warnings.append(
      "\(verb) failed, but target is a chroot or systemd is offline. Continuing. Error was: "
        + "\(output.status) / \(output.stderrText)")
  }
}
