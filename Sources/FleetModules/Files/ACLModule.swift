import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Sets access control lists with the machine's `setfacl`, as `ansible.posix.acl` does.
struct ACLModule: Module {
  static let name = "acl"
  static let summary = "Set, remove and show access control lists of files."

  enum Kind: String, ParameterChoice { case group, mask, other, user }
  enum State: String, ParameterChoice { case absent, present, query }
  enum Mask: String, ParameterChoice {
    case standard = "default"
    case mask
    case no_mask
  }

  /// `type:name:permissions` in its parts.
  private struct Entry {
    var isDefault: Bool?
    var kind: String?
    var entity: String
    var permissions: String?
  }

  private let path: PathArgument
  private let entry: String?
  private let entity: String
  private let kind: Kind?
  private let permissions: String?
  private let state: State
  private let follow: Bool
  private let isDefault: Bool
  private let recursive: Bool
  private let mask: Mask
  private let isNFS: Bool

  init(_ parameters: inout Parameters) {
    path = parameters.required("path", aliases: ["name"], "The file or folder.")
    entry = parameters.optional("entry", "The entry as `setfacl` writes it, in place of its parts.")
    entity = parameters.optional("entity", default: "", "The user or group.")
    kind = parameters.optional("etype", "What kind of entry it is.")
    permissions = parameters.optional("permissions", "Such as `rwx`.")
    state = parameters.optional("state", default: .query, "Whether the entry is there, or only what is.")
    follow = parameters.optional("follow", default: true, "Look at a link's target.")
    isDefault = parameters.optional("default", default: false, "The entry that new files in the folder get.")
    recursive = parameters.optional("recursive", aliases: ["recurse"], default: false, "Everything in the folder.")
    mask = parameters.optional("recalculate_mask", default: .standard, "Whether to set the mask anew.")
    isNFS = parameters.optional("use_nfsv4_acls", default: false, "Use the lists of NFS version 4.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard machine.files.exists(path.text) else {
      throw ModuleFailure("Path not found or not accessible.", parameter: "path")
    }
    try checkCombination()
    let parts = try self.parts()
    let isDefault = parts.isDefault ?? isDefault
    var result = ModuleResult()
    var message = "current acl"
    if state != .query {
      let text = written(parts)
      let words = try command(state == .present ? (isNFS ? "-a" : "-m") : "-x", text, isDefault, machine)
      result.changed = try changes(words, text, machine)
      if result.changed, !machine.context.isCheck {
        let output = try machine.processes.run(Command(words))
        guard output.isSuccess || state == .absent else { throw failure(output, words) }
      }
      message = "\(text) is \(state.rawValue)"
    }
    result.message = message
    result.values["acl"] = .strings(try lines(try listing(isDefault, machine), machine))
    return result
  }

  private func checkCombination() throws {
    func refuse(_ message: String, _ parameter: String) throws { throw ModuleFailure(message, parameter: parameter) }
    if state == .query {
      if recursive { try refuse("'recursive' MUST NOT be set when 'state=query'.", "recursive") }
      if mask != .standard {
        try refuse("'recalculate_mask' MUST NOT be set to 'mask' or 'no_mask' when 'state=query'.", "recalculate_mask")
      }
    }
    guard let entry, !entry.isEmpty else {
      if state == .absent, permissions != nil, !isNFS {
        try refuse("'permissions' MUST NOT be set when 'state=absent'.", "permissions")
      }
      if state == .absent, entity.isEmpty { try refuse("'entity' MUST be set when 'state=absent'.", "entity") }
      if state != .query, kind == nil { try refuse("'etype' MUST be set when 'state=\(state.rawValue)'.", "etype") }
      return
    }
    if kind != nil || !entity.isEmpty || permissions != nil {
      try refuse("'entry' MUST NOT be set when 'entity', 'etype' or 'permissions' are set.", "entry")
    }
    let colons = entry.filter { $0 == ":" }.count
    if state == .present, colons != 2, colons != 3 {
      try refuse("'entry' MUST have 3 or 4 sections divided by ':' when 'state=present'.", "entry")
    }
    if state == .absent, colons != 1, colons != 2 {
      try refuse("'entry' MUST have 2 or 3 sections divided by ':' when 'state=absent'.", "entry")
    }
    if state == .query { try refuse("'entry' MUST NOT be set when 'state=query'.", "entry") }
  }

  private func parts() throws -> Entry {
    guard let entry, !entry.isEmpty else {
      return Entry(kind: kind?.rawValue, entity: entity, permissions: permissions)
    }
    var fields = entry.fields(separatedBy: ":")
    var found = Entry(entity: "")
    if entry.lowercased().hasPrefix("d") {
      found.isDefault = true
      fields.removeFirst()
    }
    guard fields.count == 2 || fields.count == 3 else {
      throw ModuleFailure("'entry' is not `type:name:permissions`: \(entry)", parameter: "entry")
    }
    let kinds: [Character: String] = ["u": "user", "g": "group", "m": "mask", "o": "other"]
    found.kind = fields[0].lowercased().first.flatMap { kinds[$0] }
    guard found.kind != nil else {
      throw ModuleFailure("'entry' must begin with user, group, mask or other: \(entry)", parameter: "entry")
    }
    found.entity = fields[1]
    found.permissions = fields.count == 3 ? fields[2] : nil
    return found
  }

  private func written(_ parts: Entry) -> String {
    let kind = parts.kind ?? ""
    if isNFS {
      return ["A", kind == "group" ? "g" : "", parts.entity, (parts.permissions ?? "") + "tcy"].joined(separator: ":")
    }
    guard state == .present, let permissions = parts.permissions, !permissions.isEmpty else {
      return "\(kind):\(parts.entity)"
    }
    return "\(kind):\(parts.entity):\(permissions)"
  }

  private func program(_ name: String, _ machine: Machine) throws -> String {
    let name = isNFS ? "nfs4_" + name : name
    guard let found = machine.processes.locate(name) else {
      throw ModuleFailure(
        "`\(name)` is not on the machine: install the package `\(isNFS ? "nfs4-acl-tools" : "acl")` first")
    }
    return found
  }

  private func command(_ flag: String, _ text: String, _ isDefault: Bool, _ machine: Machine) throws -> [String] {
    var words = [try program("setfacl", machine)]
    if isDefault { words.append("-d") }
    words += [flag, text]
    if recursive, !isNFS { words.append("--recursive") }
    if mask == .mask { words.append("--mask") }
    if mask == .no_mask { words.append("--no-mask") }
    if !follow, !isNFS { words.append("--physical") }
    return words + [path.text]
  }

  private func listing(_ isDefault: Bool, _ machine: Machine) throws -> [String] {
    var words = [try program("getfacl", machine)]
    if isDefault { words.append("-d") }
    if !isNFS {
      words += ["--absolute-names", "--omit-header"]
      if recursive { words.append("--recursive") }
      if !follow { words.append("--physical") }
    }
    return words + [path.text]
  }

  /// What `--test` shows; `*,*` at a line's end is a file that would stay as it is.
  private func changes(_ words: [String], _ text: String, _ machine: Machine) throws -> Bool {
    var words = words
    words.insert("--test", at: 1)
    let shown = try lines(words, machine)
    if isNFS { return shown.filter { $0 == text }.count != 2 }
    return !shown.contains { $0.hasSuffix("*,*") }
  }

  private func lines(_ words: [String], _ machine: Machine) throws -> [String] {
    let output = try machine.processes.query(Command(words))
    guard output.isSuccess else { throw failure(output, words) }
    var lines = output.stdoutText.lines().filter { !$0.hasPrefix("#") }.map { $0.trimmingSpace() }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private func failure(_ output: CommandOutput, _ words: [String]) -> ModuleFailure {
    ModuleFailure(
      output.complaint, ["rc": .int(output.status), "cmd": .string(words.joined(separator: " "))])
  }
}
