import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Mounts file systems and keeps their lines in fstab.
struct MountModule: Module {
  static let name = "mount"
  static let summary = "Mount file systems, now and at the next start."

  enum State: String, ParameterChoice {
    case absent
    case absentFromTable = "absent_from_fstab"
    case mounted, present, unmounted, remounted, ephemeral
  }

  private let path: PathArgument
  private let source: String?
  private let kind: String?
  private let options: String?
  private let dump: String
  private let pass: String
  private let state: State
  private let tablePath: PathArgument
  private let mountsAtBoot: Bool
  private let backup: Bool

  init(_ parameters: inout Parameters) {
    path = parameters.required("path", aliases: ["name"], "Where it is mounted.")
    source = parameters.optional("src", "The device, share or folder.")
    kind = parameters.optional("fstype", "The file system's type.")
    options = parameters.optional("opts", "Mount options.")
    let dump: Value = parameters.optional("dump", default: "0", "The fifth field of fstab.")
    let pass: Value = parameters.optional("passno", default: "0", "The sixth field of fstab.")
    self.dump = PythonText.str(dump)
    self.pass = PythonText.str(pass)
    state = parameters.required("state", "Whether it is in fstab, mounted, both or neither.")
    tablePath = parameters.optional("fstab", default: "/etc/fstab", "The table.")
    mountsAtBoot = parameters.optional("boot", default: true, "Whether it is mounted at the machine's start.")
    backup = parameters.optional("backup", default: false, "Keep a dated copy of a table that is changed.")
    parameters.ignored("opts_no_log", "Options are not logged.")
    for state in ["mounted", "present", "ephemeral"] {
      parameters.required("src", "fstype", if: "state", is: .string(state))
    }
  }

  func run(on machine: Machine) throws -> ModuleResult {
    var result = ModuleResult()
    var options = self.options ?? "defaults"
    if !mountsAtBoot, !options.split(separator: ",").contains("noauto") { options += ",noauto" }
    let entry = MountTable.Entry(
      source: source ?? "", path: path.text, kind: kind ?? "", options: options, dump: dump, pass: pass)
    let mounts = MountedFileSystems(machine)
    result.values = [
      "name": .string(path.text), "src": Value(text: source), "fstype": Value(text: kind), "opts": .string(options),
      "dump": .string(dump), "passno": .string(pass), "fstab": .string(tablePath.text), "boot": .bool(mountsAtBoot),
      "backup_file": "",
    ]
    switch state {
    case .present: result.changed = try setLine(entry, machine, &result)
    case .absentFromTable: result.changed = try removeLine(machine, &result)
    case .absent:
      result.changed = try removeLine(machine, &result)
      if mounts.source(of: path.text) != nil {
        result.changed = true
        if !machine.context.isCheck { try unmount(machine) }
      }
      if result.changed, !machine.context.isCheck, machine.files.isDirectory(path.text),
        try machine.files.list(path.text).isEmpty
      {
        try machine.files.remove(path.text)
      }
    case .unmounted:
      result.changed = mounts.source(of: path.text) != nil
      if result.changed, !machine.context.isCheck { try unmount(machine) }
    case .mounted: try mount(entry, mounts, machine, &result)
    case .remounted:
      result.changed = true
      if !machine.context.isCheck { try remount(entry, machine) }
    case .ephemeral: try mountBriefly(entry, mounts, machine, &result)
    }
    return result
  }

  private func readTable(_ machine: Machine) throws -> MountTable {
    MountTable(machine.files.exists(tablePath.text) ? try machine.files.readText(tablePath.text) : "")
  }

  private func setLine(_ entry: MountTable.Entry, _ machine: Machine, _ result: inout ModuleResult) throws -> Bool {
    var table = try readTable(machine)
    guard table.set(entry) else { return false }
    try write(table, machine, &result)
    return true
  }

  private func removeLine(_ machine: Machine, _ result: inout ModuleResult) throws -> Bool {
    var table = try readTable(machine)
    guard table.remove(path: path.text, source: source) else { return false }
    try write(table, machine, &result)
    return true
  }

  private func write(_ table: MountTable, _ machine: Machine, _ result: inout ModuleResult) throws {
    if machine.context.isCheck { return }
    if backup, let copy = try FileBackup.make(of: tablePath.text, on: machine) {
      result.values["backup_file"] = .string(copy)
    }
    let target = machine.files.resolved(tablePath.text)
    let isNew = !machine.files.exists(target)
    try machine.files.replace(target, with: Array(table.text.utf8), mode: isNew ? 0o644 : nil)
  }

  private func mount(
    _ entry: MountTable.Entry, _ mounts: MountedFileSystems, _ machine: Machine, _ result: inout ModuleResult
  ) throws {
    let isFresh = !machine.files.exists(path.text)
    if isFresh {
      result.changed = true
      if !machine.context.isCheck { try machine.files.makeDirectories(path.text) }
    }
    let hasChanged = try setLine(entry, machine, &result)
    if mounts.source(of: path.text) != nil {
      if hasChanged, !machine.context.isCheck { try remount(entry, machine) }
      result.changed = result.changed || hasChanged
      return
    }
    result.changed = true
    guard !machine.context.isCheck else { return }
    do {
      try run(mountWords([path.text]), "mounting", machine)
    } catch {
      if isFresh { try? machine.files.remove(path.text) }
      throw error
    }
  }

  private func mountBriefly(
    _ entry: MountTable.Entry, _ mounts: MountedFileSystems, _ machine: Machine, _ result: inout ModuleResult
  ) throws {
    if let now = mounts.source(of: path.text) {
      guard now == entry.source || machine.files.resolved(now) == machine.files.resolved(entry.source) else {
        throw ModuleFailure(
          "Ephemeral mount point is already mounted with a different source than the specified one. Failing in order "
            + "to prevent an unwanted unmount or override operation. Try replacing this command with a \"state: "
            + "unmounted\" followed by a \"state: ephemeral\", or use a different destination path.", parameter: "src")
      }
      result.changed = true
      if !machine.context.isCheck {
        try run(["mount", "-o", "remount," + entry.options, path.text], "remounting", machine)
      }
      return
    }
    result.changed = true
    guard !machine.context.isCheck else { return }
    if !machine.files.exists(path.text) { try machine.files.makeDirectories(path.text) }
    try run(["mount", "-t", entry.kind, "-o", entry.options, entry.source, path.text], "mounting", machine)
  }

  private func mountWords(_ tail: [String]) -> [String] {
    ["mount"] + (tablePath.text == "/etc/fstab" ? [] : ["-T", tablePath.text]) + tail
  }

  /// A bind mount cannot be remounted with other options: it is taken away and mounted again.
  private func remount(_ entry: MountTable.Entry, _ machine: Machine) throws {
    let isBind = entry.options.split(separator: ",").contains { $0 == "bind" || $0 == "rbind" }
    if !isBind {
      let output = try machine.processes.run(Command(mountWords(["-o", "remount", path.text])))
      if output.isSuccess { return }
    }
    try unmount(machine)
    try run(mountWords([path.text]), "remounting", machine)
  }

  private func unmount(_ machine: Machine) throws { try run(["umount", path.text], "unmounting", machine) }

  private func run(_ words: [String], _ doing: String, _ machine: Machine) throws {
    let output = try machine.processes.run(Command(words, environment: ["LC_ALL": "C.UTF-8"]))
    guard output.isSuccess else { throw ModuleFailure("Error \(doing) \(path.text): \(output.complaint)") }
  }
}
