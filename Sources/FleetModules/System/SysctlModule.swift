import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages settings of the kernel.
struct SysctlModule: Module {
  static let name = "sysctl"
  static let summary = "Manage settings of the kernel, in files and in force."

  enum State: String, ParameterChoice { case absent, present }

  private let key: String
  private let value: String?
  private let state: State
  private let reloads: Bool
  private let sets: Bool
  private let ignoresErrors: Bool
  private let file: PathArgument

  init(_ parameters: inout Parameters) {
    key = parameters.required("name", aliases: ["key"], "The setting, such as `net.ipv4.ip_forward`.")
    let given: Value? = parameters.optional("value", aliases: ["val"], "Its value.")
    value = given.map(SysctlModule.text)
    state = parameters.optional("state", default: .present, "Whether the file has it.")
    reloads = parameters.optional("reload", default: true, "Load the file with `sysctl -p` after a change.")
    sets = parameters.optional("sysctl_set", default: false, "Compare with what is in force and set it.")
    ignoresErrors = parameters.optional("ignoreerrors", default: false, "Do not fail for unknown settings.")
    file = parameters.optional("sysctl_file", default: "/etc/sysctl.conf", "The file.")
    parameters.required("value", if: "state", is: "present")
  }

  /// Truth in any spelling is 1 or 0.
  private static func text(_ value: Value) -> String {
    let text = PythonText.str(value).trimmingSpace()
    switch text.lowercased() {
    case "yes", "true", "on", "y", "t": return "1"
    case "no", "false", "off", "n", "f": return "0"
    default: return text
    }
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if key.isEmpty { throw ModuleFailure("name cannot be blank", parameter: "name") }
    if state == .present, value?.isEmpty ?? true { throw ModuleFailure("value cannot be blank", parameter: "value") }
    let text = machine.files.isRegular(file.text) ? try machine.files.readText(file.text) : ""
    let now = SysctlModule.value(of: key, in: text)
    var result = ModuleResult()
    var needsWriting = false
    if state == .present {
      needsWriting = now == nil || !SysctlModule.isEqual(now, value)
    } else {
      needsWriting = now != nil
    }
    var needsSetting = false
    if sets, state == .present { needsSetting = !SysctlModule.isEqual(try inForce(machine), value) }
    result.changed = needsWriting || needsSetting
    guard result.changed, !machine.context.isCheck else { return result }
    if needsSetting, let value { try set(value, machine) }
    if needsWriting { try write(text, machine) }
    if reloads { try reload(machine) }
    return result
  }

  private static func isEqual(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return left == right }
    return left.words() == right.words()
  }

  private static func entry(_ line: String) -> (key: String, value: String)? {
    let line = line.trimmingSpace()
    guard !line.isEmpty, !line.hasPrefix("#"), !line.hasPrefix(";"), let sign = line.firstIndex(of: "=") else {
      return nil
    }
    return (line[..<sign].trimmingSpace(), line[line.index(after: sign)...].trimmingSpace())
  }

  private static func value(of key: String, in text: String) -> String? {
    text.lines().compactMap(entry).last { $0.key == key }?.value
  }

  /// The setting's file under /proc/sys; a name may be written with slashes for keys that hold dots.
  private var procPath: String {
    let path = key.contains("/") ? key : key.replacingSubstrings(of: ".", with: "/")
    return "/proc/sys/" + path
  }

  private func inForce(_ machine: Machine) throws -> String? {
    (try? machine.files.readText(procPath))?.trimmingSpace()
  }

  private func set(_ value: String, _ machine: Machine) throws {
    if machine.processes.locate("sysctl") == nil {
      do { try machine.files.overwrite(procPath, with: Array((value + "\n").utf8)) } catch {
        if !ignoresErrors { throw error }
      }
      return
    }
    let words = ["sysctl"] + (ignoresErrors ? ["-e"] : []) + ["-w", "\(key)=\(value)"]
    let output = try machine.processes.run(Command(words, environment: ["LC_ALL": "C"]))
    guard output.isSuccess, output.stderr.isEmpty || ignoresErrors else {
      throw ModuleFailure("setting \(key) failed: \(output.stdoutText)\(output.stderrText)", parameter: "name")
    }
  }

  /// Keeps remarks and order; of a key that stands there twice only the first line stays, as in Ansible.
  private func write(_ text: String, _ machine: Machine) throws {
    var seen: [String] = []
    var lines: [String] = []
    for line in text.lines() {
      guard let entry = SysctlModule.entry(line) else {
        lines.append(line)
        continue
      }
      if seen.contains(entry.key) { continue }
      seen.append(entry.key)
      if entry.key == key {
        if state == .present { lines.append("\(key)=\(value ?? "")") }
      } else {
        lines.append("\(entry.key)=\(entry.value)")
      }
    }
    if state == .present, !seen.contains(key) { lines.append("\(key)=\(value ?? "")") }
    let target = machine.files.resolved(file.text)
    let bytes = Array((lines.joined(separator: "\n") + (lines.isEmpty ? "" : "\n")).utf8)
    try machine.files.replace(target, with: bytes, mode: machine.files.exists(target) ? nil : 0o644)
  }

  private func reload(_ machine: Machine) throws {
    guard machine.processes.locate("sysctl") != nil else {
      throw ModuleFailure("`sysctl` is not on the machine: install the package `procps` first, or set `reload: false`")
    }
    let words = ["sysctl"] + (ignoresErrors ? ["-e"] : []) + ["-p", file.text]
    let output = try machine.processes.run(Command(words, environment: ["LC_ALL": "C"]))
    guard output.isSuccess, output.stderr.isEmpty || ignoresErrors else {
      throw ModuleFailure("Failed to reload sysctl: \(output.stdoutText)\(output.stderrText)")
    }
  }
}
