import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem
import Glibc

/// A user on the machine, and the programs that make the user what a task wants.
struct UserAccount {
  let task: UserModule
  let machine: Machine
  let accounts: Accounts

  init(_ task: UserModule, _ machine: Machine) {
    self.task = task
    self.machine = machine
    accounts = task.isLocal ? Accounts(folder: machine.accounts.folder, isLocal: true) : machine.accounts
  }

  var current: Accounts.User? { accounts.user(named: task.user) }
  private var isCheck: Bool { machine.context.isCheck }

  func run(_ words: [String], input: String? = nil) throws -> CommandOutput {
    let output = try machine.processes.run(Command(words, input: input.map { Array($0.utf8) }))
    guard output.isSuccess else {
      throw ModuleFailure(
        output.stderrText.isEmpty ? output.stdoutText : output.stderrText,
        ["name": .string(task.user), "rc": .int(output.status)])
    }
    return output
  }

  private func start() -> ModuleResult {
    var result = ModuleResult()
    result.values = ["name": .string(task.user), "state": .string(task.state.rawValue)]
    return result
  }

  private func note(_ output: CommandOutput?, in result: inout ModuleResult) {
    guard let output else { return }
    if !output.stdout.isEmpty { result.values["stdout"] = .string(output.stdoutText) }
    if !output.stderr.isEmpty { result.values["stderr"] = .string(output.stderrText) }
  }

  func remove() throws -> ModuleResult {
    var result = start()
    guard current != nil else { return result }
    result.changed = true
    if isCheck {
      result.values = [:]
      return result
    }
    var words = ["userdel"]
    if task.force { words.append("-f") }
    if task.remove { words.append("-r") }
    let output = try run(words + [task.user])
    result.values["force"] = .bool(task.force)
    result.values["remove"] = .bool(task.remove)
    note(output, in: &result)
    return result
  }

  func ensure() throws -> ModuleResult {
    var result = start()
    if let user = current {
      let change = try UserChange(self, from: user)
      result.changed = change.isNeeded
      if change.isNeeded, !isCheck { note(try change.make(), in: &result) }
      result.values["append"] = .bool(task.append)
      result.values["move_home"] = .bool(task.moveHome)
    } else {
      result.changed = true
      if isCheck {
        result.values = [:]
        return result
      }
      note(try create(), in: &result)
      result.values["system"] = .bool(task.isSystem)
      result.values["create_home"] = .bool(task.createHome)
    }
    if task.password != nil { result.values["password"] = "NOT_LOGGING_PASSWORD" }
    try finish(&result)
    return result
  }

  /// What follows for new and old users alike: home folder, SSH key, ages of the password.
  private func finish(_ result: inout ModuleResult) throws {
    guard let user = current else {
      result.failed = true
      result.message = "failed to look up user name: \(task.user)"
      return
    }
    result.values["uid"] = .int(Int(user.id))
    result.values["group"] = .int(Int(user.groupID))
    result.values["comment"] = .string(user.comment)
    result.values["home"] = .string(user.home)
    result.values["shell"] = .string(user.shell)
    if let groups = task.groups { result.values["groups"] = .string(groups.joined(separator: ",")) }
    let home = task.home?.text ?? user.home
    if task.createHome, !machine.files.exists(home) {
      if !isCheck { try UserHome(home, machine).make(skeleton: task.skeleton, owner: user) }
      result.changed = true
    }
    if let key = task.key { try key.ensure(for: user, force: task.force, machine, &result) }
    if try setAges() { result.changed = true }
  }

  /// Which groups a list names; numbers become names.
  func resolvedGroups(_ list: [String]) throws -> [Accounts.Group] {
    var groups: [Accounts.Group] = []
    for name in list.flatMap({ $0.split(separator: ",") }).map({ $0.trimmingSpace() }) where !name.isEmpty {
      let group = try existingGroup(name)
      if !groups.contains(group) { groups.append(group) }
    }
    return groups
  }

  func existingGroup(_ name: String) throws -> Accounts.Group {
    if let id = UInt32(name), let group = accounts.group(id: id) { return group }
    guard let group = accounts.group(named: name) else {
      throw ModuleFailure("Group \(name) does not exist", parameter: "group")
    }
    return group
  }

  private func create() throws -> CommandOutput {
    var words = ["useradd"]
    if let uid = task.uid { words += ["-u", String(uid)] + (task.isNonUnique ? ["-o"] : []) }
    if let seuser = task.seuser { words += ["-Z", seuser] }
    if let group = task.group {
      _ = try existingGroup(group)
      words += ["-g", group]
    } else if accounts.group(named: task.user) != nil {
      words.append("-N")
    }
    let groups = try resolvedGroups(task.groups ?? [])
    if !groups.isEmpty { words += ["-G", groups.map(\.name).joined(separator: ",")] }
    if let comment = task.comment { words += ["-c", comment] }
    var isDeepHome = false
    if let home = task.home?.text {
      if task.createHome, !machine.files.isDirectory(FilePath.folder(of: home)) {
        isDeepHome = true
        try UserHome(home, machine).make(skeleton: task.skeleton, owner: nil)
      }
      words += ["-d", home]
    }
    if let shell = task.shell?.text { words += ["-s", shell] }
    if let expires = task.expires { words += ["-e", UserAccount.date(expires)] }
    if let days = task.inactiveDays { words += ["-f", String(days)] }
    if task.createHome {
      words.append("-m")
      if let skeleton = task.skeleton { words += ["-k", skeleton] }
      if let umask = task.umask { words += ["-K", "UMASK=\(umask)"] }
    } else {
      words.append("-M")
    }
    if task.isSystem { words.append("-r") }
    if let least = task.uidMin { words += ["-K", "UID_MIN=\(least)"] }
    if let most = task.uidMax { words += ["-K", "UID_MAX=\(most)"] }
    let output = try run(words + [task.user])
    if let password = task.password { try setPassword((task.passwordLock == true ? "!" : "") + password) }
    if isDeepHome, let home = task.home?.text, let user = current { try UserHome(home, machine).give(to: user) }
    return output
  }

  /// Through standard input: arguments can be seen by everybody on the machine.
  func setPassword(_ hash: String) throws {
    _ = try run(["chpasswd", "-e"], input: "\(task.user):\(hash)\n")
  }

  /// As useradd and usermod take the end of an account; empty for never.
  static func date(_ expires: Double) -> String {
    expires < 0 ? "" : Timestamp(expires).formatted("%Y-%m-%d", utc: true)
  }

  private func setAges() throws -> Bool {
    let shadow = accounts.shadow(named: task.user)
    var words: [String] = []
    for (option, wanted, now) in [
      ("-m", task.passwordExpireMin, shadow?.minimumDays), ("-M", task.passwordExpireMax, shadow?.maximumDays),
      ("-W", task.passwordExpireWarn, shadow?.warnDays),
    ] {
      if let wanted, wanted != now ?? -1 { words += [option, String(wanted)] }
    }
    guard !words.isEmpty else { return false }
    if !isCheck { _ = try run(["chage"] + words + [task.user]) }
    return true
  }
}
