import FleetModuleKit
import FleetSystem

/// What differs between a user that exists and what a task wants, as words for `usermod` and a password to set.
struct UserChange {
  private let account: UserAccount
  private var words: [String] = []
  private var hash: String?

  var isNeeded: Bool { !words.isEmpty || hash != nil }

  init(_ account: UserAccount, from user: Accounts.User) throws {
    self.account = account
    let task = account.task
    if let uid = task.uid, user.id != UInt32(clamping: uid) {
      words += ["-u", String(uid)] + (task.isNonUnique ? ["-o"] : [])
    }
    if let name = task.group {
      let group = try account.existingGroup(name)
      if group.id != user.groupID { words += ["-g", String(group.id)] }
    }
    try compareGroups()
    if let comment = task.comment, comment != user.comment { words += ["-c", comment] }
    if let home = task.home?.text, home != user.home {
      words += ["-d", home] + (task.moveHome ? ["-m"] : [])
    }
    if let shell = task.shell?.text, shell != user.shell { words += ["-s", shell] }
    let shadow = account.accounts.shadow(named: user.name)
    compareEnd(shadow)
    comparePassword(user.password.count > 1 ? user.password : shadow?.password ?? "")
  }

  private mutating func compareGroups() throws {
    let task = account.task
    guard let list = task.groups else { return }
    let now = Set(account.accounts.supplementaryGroups(of: task.user))
    let wanted = try account.resolvedGroups(list).map(\.name)
    if task.append {
      guard wanted.contains(where: { !now.contains($0) }) else { return }
      words += ["-a", "-G", wanted.joined(separator: ",")]
    } else if now != Set(wanted) {
      words += ["-G", wanted.joined(separator: ",")]
    }
  }

  private mutating func compareEnd(_ shadow: Accounts.Shadow?) {
    let task = account.task
    if let expires = task.expires {
      // Without a line in /etc/shadow usermod must write one.
      let now = shadow.map { $0.expires ?? -1 } ?? 0
      let wanted = expires < 0 ? -1 : Int(expires) / 86400
      if wanted != now { words += ["-e", UserAccount.date(expires)] }
    }
    if let days = task.inactiveDays, days != shadow?.inactiveDays ?? -1 { words += ["-f", String(days)] }
  }

  private mutating func comparePassword(_ now: String) {
    let task = account.task
    func unlocked(_ text: String) -> Substring { text.drop { $0 == "!" } }
    if task.updatePassword == .always, let password = task.password, unlocked(password) != unlocked(now) {
      hash = (task.passwordLock == true ? "!" : "") + password
    } else if task.passwordLock == true, !now.hasPrefix("!") {
      words.append("-L")
    } else if task.passwordLock == false, now.hasPrefix("!") {
      words.append("-U")
    }
  }

  func make() throws -> CommandOutput? {
    if let hash { try account.setPassword(hash) }
    return words.isEmpty ? nil : try account.run(["usermod"] + words + [account.task.user])
  }
}
