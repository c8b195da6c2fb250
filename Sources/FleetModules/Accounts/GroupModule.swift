import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages groups.
struct GroupModule: Module {
  static let name = "group"
  static let summary = "Create, change and remove groups."

  enum State: String, ParameterChoice { case absent, present }

  private let group: String
  private let state: State
  private let force: Bool
  private let gid: Int?
  private let isSystem: Bool
  private let isLocal: Bool
  private let isNonUnique: Bool
  private let gidMin: Int?
  private let gidMax: Int?

  init(_ parameters: inout Parameters) {
    group = parameters.required("name", "The group.")
    state = parameters.optional("state", default: .present, "Whether it exists.")
    force = parameters.optional("force", default: false, "Remove it even if it is somebody's own group.")
    gid = parameters.optional("gid", "Its number.")
    isSystem = parameters.optional("system", default: false, "Take a new group's number from the system's range.")
    isLocal = parameters.optional("local", default: false, "Look only at the machine's own files.")
    isNonUnique = parameters.optional("non_unique", default: false, "Let the number be that of another group too.")
    gidMin = parameters.optional("gid_min", "The smallest number for a new group.")
    gidMax = parameters.optional("gid_max", "The largest number for a new group.")
    parameters.required("gid", if: "non_unique", is: true)
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if force, isLocal {
      throw ModuleFailure(
        "force is not a valid option for local, force=True and local=True are mutually exclusive", parameter: "force")
    }
    for (name, value) in [("gid_min", gidMin), ("gid_max", gidMax)] where isLocal && value != nil {
      throw ModuleFailure("'\(name)' can not be used with 'local'", parameter: name)
    }
    let accounts = isLocal ? Accounts(folder: machine.accounts.folder, isLocal: true) : machine.accounts
    let current = accounts.group(named: group)
    var result = ModuleResult()
    result.values = ["name": .string(group), "state": .string(state.rawValue)]
    guard let words = try words(for: current) else {
      return finished(result, accounts)
    }
    result.changed = true
    if machine.context.isCheck {
      if state == .absent || current == nil { result.values = [:] }
      return current == nil || state == .absent ? result : finished(result, accounts)
    }
    let output = try machine.processes.run(Command(words))
    guard output.isSuccess else { throw ModuleFailure(output.stderrText, ["name": .string(group)]) }
    if !output.stdout.isEmpty { result.values["stdout"] = .string(output.stdoutText) }
    if !output.stderr.isEmpty { result.values["stderr"] = .string(output.stderrText) }
    return finished(result, accounts)
  }

  private func finished(_ result: ModuleResult, _ accounts: Accounts) -> ModuleResult {
    var result = result
    if let now = accounts.group(named: group) {
      result.values["system"] = .bool(isSystem)
      result.values["gid"] = .int(Int(now.id))
    }
    return result
  }

  /// The program that makes it so; nil when it is so already.
  private func words(for current: Accounts.Group?) throws -> [String]? {
    guard state == .present else {
      return current == nil ? nil : ["groupdel"] + (force ? ["-f"] : []) + [group]
    }
    var words: [String] = []
    if let current {
      guard let gid, current.id != UInt32(clamping: gid) else { return nil }
      words = ["groupmod", "-g", String(gid)]
      if isNonUnique { words.append("-o") }
    } else {
      words = ["groupadd"]
      if let gid { words += ["-g", String(gid)] + (isNonUnique ? ["-o"] : []) }
      if isSystem { words.append("-r") }
      if let gidMin { words += ["-K", "GID_MIN=\(gidMin)"] }
      if let gidMax { words += ["-K", "GID_MAX=\(gidMax)"] }
    }
    return words + [group]
  }
}
