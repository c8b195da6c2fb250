import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Keeps dpkg from overwriting a file.
struct DpkgDivertModule: Module {
  static let name = "dpkg_divert"
  static let summary = "Let dpkg put a package's file elsewhere."

  enum State: String, ParameterChoice { case absent, present }

  private let path: PathArgument
  private let state: State
  private let holder: String?
  private let target: PathArgument?
  private let renames: Bool
  private let force: Bool

  init(_ parameters: inout Parameters) {
    path = parameters.required("path", aliases: ["name"], "The file.")
    state = parameters.optional("state", default: .present, "Whether it is diverted.")
    holder = parameters.optional("holder", "The package that keeps the original; none for a local diversion.")
    target = parameters.optional("divert", "Where packages put the file; `<path>.distrib` if not given.")
    renames = parameters.optional("rename", default: false, "Move the file aside, or back.")
    force = parameters.optional("force", default: false, "Change a diversion that is otherwise.")
  }

  private struct Diversion: Equatable {
    var target: String
    var holder: String

    func value(_ path: String) -> Value {
      ["divert": .string(target), "holder": .string(holder), "path": .string(path), "state": "present"]
    }
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let now = try current(machine)
    let wanted = Diversion(target: target?.text ?? path.text + ".distrib", holder: holder ?? "LOCAL")
    var result = ModuleResult()
    result.changed = state == .present ? now != wanted : now != nil
    if state == .absent, let now, !force, target != nil || holder != nil, now != wanted {
      throw ModuleFailure("The diversion of \(path.text) is another one; set `force` to remove it", parameter: "force")
    }
    if state == .present, now != nil, result.changed, !force {
      throw ModuleFailure("The file \(path.text) is diverted otherwise; set `force` to change it", parameter: "force")
    }
    let none: Value = ["divert": .null, "holder": .null, "path": .string(path.text), "state": "absent"]
    let before = now.map { $0.value(path.text) } ?? none
    let after = state == .present ? wanted.value(path.text) : none
    result.diffs = [ModuleResult.Diff(before: before, after: after)]
    result.values["diversion"] = after
    guard result.changed, !machine.context.isCheck else { return result }
    var commands: [String] = []
    if let now { commands.append(try run(["--remove"], now, machine)) }
    if state == .present { commands.append(try run(["--add"], wanted, machine)) }
    result.values["commands"] = .strings(commands)
    return result
  }

  private func run(_ action: [String], _ diversion: Diversion, _ machine: Machine) throws -> String {
    let holder = diversion.holder == "LOCAL" ? ["--local"] : ["--package", diversion.holder]
    let words =
      ["dpkg-divert", renames ? "--rename" : "--no-rename"] + holder + ["--divert", diversion.target] + action + [
        path.text
      ]
    let output = try machine.processes.run(Command(words, environment: AptTool.environment))
    guard output.isSuccess else {
      throw ModuleFailure(output.complaint, ["cmd": .string(words.joined(separator: " ")), "rc": .int(output.status)])
    }
    return words.joined(separator: " ")
  }

  private func current(_ machine: Machine) throws -> Diversion? {
    guard machine.processes.locate("dpkg-divert") != nil else {
      throw ModuleFailure("`dpkg-divert` is not on the machine: module `dpkg_divert` is for Debian and its kin")
    }
    func look(_ option: String) throws -> String {
      try machine.processes.query(Command(["dpkg-divert", option, path.text], environment: AptTool.environment))
        .stdoutText
        .trimmingSpace()
    }
    let holder = try look("--listpackage")
    return holder.isEmpty ? nil : Diversion(target: try look("--truename"), holder: holder)
  }
}
