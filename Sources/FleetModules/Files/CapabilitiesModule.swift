import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Gives programs capabilities with `setcap`, as `community.general.capabilities` does.
struct CapabilitiesModule: Module {
  static let name = "capabilities"
  static let summary = "Give programs capabilities of the kernel."

  enum State: String, ParameterChoice { case absent, present }

  /// `cap_net_raw+ep` in its parts.
  private struct Capability: Equatable {
    var name: String
    var flags: String
  }

  private let path: String
  private let capability: String
  private let state: State

  init(_ parameters: inout Parameters) {
    let file: String = parameters.required("path", aliases: ["key"], "The program.")
    path = file.trimmingSpace()
    let text: String = parameters.required("capability", aliases: ["cap"], "Such as `cap_net_raw+ep`.")
    capability = text.trimmingSpace().lowercased()
    state = parameters.optional("state", default: .present, "Whether it has it.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard machine.processes.locate("getcap") != nil, machine.processes.locate("setcap") != nil else {
      throw ModuleFailure("`setcap` is not on the machine: install the package `libcap2-bin` first")
    }
    let wanted = Self.parse(capability)
    guard !wanted.flags.isEmpty || state == .absent else {
      throw ModuleFailure("Couldn't find operator (one of: ('=', '-', '+'))", parameter: "capability")
    }
    let current = try current(on: machine)
    var result = ModuleResult()
    result.changed =
      state == .present ? !current.contains(wanted) : current.contains { $0.name == wanted.name }
    result.values["state"] = .string(state.rawValue)
    guard result.changed else { return result }
    result.message = "capabilities changed"
    if machine.context.isCheck { return result }
    let kept = current.filter { $0.name != wanted.name } + (state == .present ? [wanted] : [])
    let text = kept.map { $0.name + $0.flags }.joined(separator: " ")
    let output = try machine.processes.run("setcap", text, path)
    guard output.isSuccess else {
      throw ModuleFailure(
        "Unable to set capabilities of \(path)",
        ["stdout": .string(output.stdoutText), "stderr": .string(output.stderrText)])
    }
    result.values["stdout"] = .string(output.stdoutText)
    return result
  }

  private static func parse(_ text: String) -> Capability {
    guard let sign = ["=", "-", "+"].lazy.compactMap({ text.firstIndex(of: $0) }).first else {
      return Capability(name: text, flags: "")
    }
    return Capability(name: String(text[..<sign]), flags: String(text[sign...]))
  }

  /// What `getcap -v` says: `/x cap_a,cap_b=ep`, in old versions `/x = cap_a+ep`, without any `/x`.
  private func current(on machine: Machine) throws -> [Capability] {
    let output = try machine.processes.query("getcap", "-v", path)
    let text = output.stdoutText.trimmingSpace()
    guard output.isSuccess, output.stderr.isEmpty, !text.hasSuffix(")") else {
      throw ModuleFailure(
        "Unable to get capabilities of \(path)", ["stdout": .string(text), "stderr": .string(output.stderrText)],
        parameter: "path")
    }
    guard text.hasPrefix(path) else { return [] }
    var rest = text.dropFirst(path.count).trimmingSpace()
    if rest.hasPrefix("= ") || rest == "=" { rest = rest.dropFirst().trimmingSpace() }
    return rest.words().flatMap { word -> [Capability] in
      let names = word.lowercased().split(separator: ",").map(String.init)
      let last = Self.parse(names.last ?? "")
      return names.dropLast().map { Capability(name: $0, flags: last.flags) } + [last]
    }
  }
}
