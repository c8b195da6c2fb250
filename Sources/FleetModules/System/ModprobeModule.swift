import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Loads and unloads modules of the kernel.
struct ModprobeModule: Module {
  static let name = "modprobe"
  static let summary = "Load and unload modules of the kernel."

  enum State: String, ParameterChoice { case absent, present }
  enum Persistence: String, ParameterChoice { case disabled, absent, present }

  private let module: String
  private let state: State
  private let options: String
  private let persistence: Persistence

  init(_ parameters: inout Parameters) {
    module = parameters.required("name", "The kernel module.")
    state = parameters.optional("state", default: .present, "Whether it is loaded.")
    options = parameters.optional("params", default: "", "Its options.")
    persistence = parameters.optional(
      "persistent", default: .disabled, "Whether it is loaded at the machine's start; otherwise left as it is.")
  }

  private var loadFile: String { "/etc/modules-load.d/\(module).conf" }
  private var optionFile: String { "/etc/modprobe.d/\(module).conf" }

  func run(on machine: Machine) throws -> ModuleResult {
    var result = ModuleResult()
    result.values = ["name": .string(module), "params": .string(options), "state": .string(state.rawValue)]
    let isLoaded = isLoaded(machine)
    if isLoaded != (state == .present) {
      result.changed = true
      if !machine.context.isCheck { try change(machine) }
    }
    switch persistence {
    case .disabled: break
    case .present:
      if try keep(loadFile, "\(module)\n", machine) { result.changed = true }
      if !options.isEmpty, try keep(optionFile, "options \(module) \(options)\n", machine) { result.changed = true }
    case .absent:
      for folder in ["/etc/modules-load.d", "/etc/modprobe.d"] {
        if try disable(in: folder, machine) { result.changed = true }
      }
    }
    return result
  }

  private func isLoaded(_ machine: Machine) -> Bool {
    let name = module.replacingSubstrings(of: "-", with: "_")
    let loaded = ((try? machine.files.readText("/proc/modules")) ?? "").lines()
    if loaded.contains(where: { $0.hasPrefix(name + " ") }) { return true }
    let builtin = "/lib/modules/\(KernelIdentity.current().release)/modules.builtin"
    return ((try? machine.files.readText(builtin)) ?? "").lines().contains { line in
      FilePath.name(of: line).fields(separatedBy: ".ko")[0].replacingSubstrings(of: "-", with: "_") == name
    }
  }

  private func change(_ machine: Machine) throws {
    guard machine.processes.locate("modprobe") != nil else {
      throw ModuleFailure("`modprobe` is not on the machine: install the package `kmod` first")
    }
    let words = state == .present ? ["modprobe", module] + options.words() : ["modprobe", "-r", module]
    let output = try machine.processes.run(Command(words))
    guard output.isSuccess else {
      throw ModuleFailure(
        output.complaint,
        ["rc": .int(output.status), "stdout": .string(output.stdoutText), "stderr": .string(output.stderrText)])
    }
  }

  private func keep(_ path: String, _ text: String, _ machine: Machine) throws -> Bool {
    if machine.files.isRegular(path), try machine.files.readText(path) == text { return false }
    if !machine.context.isCheck { try machine.files.replace(path, with: Array(text.utf8), mode: 0o644) }
    return true
  }

  /// Comments out every line that loads or sets up the module.
  private func disable(in folder: String, _ machine: Machine) throws -> Bool {
    guard machine.files.isDirectory(folder) else { return false }
    var hasChanged = false
    for name in try machine.files.list(folder) where name.hasSuffix(".conf") {
      let path = FilePath.join(folder, name)
      var lines = try machine.files.readText(path).lines()
      let before = lines
      for place in lines.indices {
        let words = lines[place].words()
        if words == [module] || (words.count > 1 && words[0] == "options" && words[1] == module) {
          lines[place] = "#" + lines[place]
        }
      }
      guard lines != before else { continue }
      hasChanged = true
      if !machine.context.isCheck {
        try machine.files.replace(path, with: Array((lines.joined(separator: "\n") + "\n").utf8))
      }
    }
    return hasChanged
  }
}
