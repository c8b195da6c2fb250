import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Names the machine.
struct HostnameModule: Module {
  static let name = "hostname"
  static let summary = "Set the machine's name, now and for its next start."

  /// Ansible's strategies.
  enum Use: String, ParameterChoice {
    case alpine, debian, freebsd, generic, macos, macosx, darwin, openbsd, openrc, redhat, sles, solaris, systemd
  }

  private let hostname: String
  private let use: Use?

  init(_ parameters: inout Parameters) {
    hostname = parameters.required("name", "The name.")
    use = parameters.optional("use", "How to set it; found out when not given.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let kernel = KernelIdentity.current().node
    let file = "/etc/hostname"
    let kept = (try? machine.files.readText(file))?.lines().first { !$0.hasPrefix("#") }?.trimmingSpace() ?? ""
    var result = ModuleResult()
    result.changed = kernel != hostname || kept != hostname
    result.values["name"] = .string(hostname)
    let source = FactSource.machine(environment: machine.context.environment, timeoutSeconds: 10)
    if result.changed {
      let before = kernel != hostname ? kernel : kept
      result.diffs = [
        ModuleResult.Diff(before: .string("hostname = \(before)\n"), after: .string("hostname = \(hostname)\n"))
      ]
      if !machine.context.isCheck { try set(machine, source, file: file, kernel: kernel, kept: kept) }
    }
    let fqdn = PlatformFacts.qualifiedName(of: result.changed && machine.context.isCheck ? kernel : hostname, source)
    result.facts = [
      "ansible_hostname": .string(String(hostname.prefix { $0 != "." })), "ansible_nodename": .string(hostname),
      "ansible_fqdn": .string(fqdn),
      "ansible_domain": .string(
        fqdn.split(separator: ".", omittingEmptySubsequences: false).dropFirst().joined(separator: ".")),
    ]
    return result
  }

  private func set(_ machine: Machine, _ source: FactSource, file: String, kernel: String, kept: String) throws {
    let hasTool = machine.processes.locate("hostnamectl") != nil && ManagerFacts.isSystemdRunning(source)
    if use == .systemd || (use == nil && hasTool) {
      // hostnamed may be unable to speak for a container: then the plain way is left.
      let output = try machine.processes.run("hostnamectl", "set-hostname", hostname)
      if output.isSuccess { return }
      if use == .systemd { throw ModuleFailure("Command failed rc=\(output.status), err=\(output.complaint)") }
    }
    if kept != hostname { try machine.files.replace(file, with: Array((hostname + "\n").utf8)) }
    if kernel != hostname {
      let output = try machine.processes.run("hostname", hostname)
      guard output.isSuccess else {
        throw ModuleFailure("Command failed rc=\(output.status), out=\(output.stdoutText), err=\(output.stderrText)")
      }
    }
  }
}
