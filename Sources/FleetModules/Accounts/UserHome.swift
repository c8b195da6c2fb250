import FleetModuleKit
import FleetSystem

/// A home folder.
struct UserHome {
  private let path: String
  private let machine: Machine

  init(_ path: String, _ machine: Machine) {
    self.path = path
    self.machine = machine
  }

  /// Copies the skeleton, with the mode that /etc/login.defs gives to homes.
  func make(skeleton: String?, owner: Accounts.User?) throws {
    let source = skeleton ?? "/etc/skel"
    if !machine.files.exists(path) {
      try machine.files.makeDirectories(FilePath.folder(of: path))
      if machine.files.isDirectory(source) {
        try machine.files.copyTree(source, to: path)
      } else {
        try machine.files.makeDirectories(path)
      }
      if let mode = mode() { try machine.files.setMode(path, mode) }
    }
    if let owner { try give(to: owner) }
  }

  private func mode() -> UInt32? {
    guard let text = try? machine.files.readText("/etc/login.defs") else { return nil }
    var mode: UInt32 = 0o755
    for words in text.lines().map({ $0.words() }) where words.count == 2 {
      if words[0] == "HOME_MODE", let bits = UInt32(words[1], radix: 8) { return bits }
      if words[0] == "UMASK", let bits = UInt32(words[1], radix: 8) { mode = 0o777 & ~bits }
    }
    return mode
  }

  func give(to user: Accounts.User) throws {
    try machine.files.setOwner(path, userID: user.id, groupID: user.groupID)
    try machine.files.walk(path) { entry in
      try machine.files.setOwner(entry.path, userID: user.id, groupID: user.groupID)
    }
  }
}
