import FleetModuleKit
import FleetSystem

/// Zip archives: compared by their own table of contents, unpacked by the machine's unzip.
struct ZipHandler: ArchiveHandler {
  private let module: UnarchiveModule
  private let archive: String
  private let target: String
  private let machine: Machine
  private let program: String
  private let members: [ZipListing.Member]

  let name = "ZipArchive"
  let supportsCheck = true
  var names: [String] { members.map(\.name) }

  init(module: UnarchiveModule, archive: String, target: String, machine: Machine) throws {
    self.module = module
    self.archive = archive
    self.target = target
    self.machine = machine
    guard let program = machine.processes.locate("unzip") else {
      throw ModuleFailure(
        "Failed to find handler for \"\(module.src)\". Make sure the required command to extract the file is installed."
          + "\nUnable to find required 'unzip' binary in the path.")
    }
    self.program = program
    let included = module.include.map { Wildcard($0) }
    let excluded = module.exclude.map { Wildcard($0) }
    members = try ZipListing(archive).members.filter { member in
      included.isEmpty
        ? !excluded.contains { $0.matches(member.name) } : included.contains { $0.matches(member.name) }
    }
  }

  func compare() throws -> ArchiveState {
    var state = ArchiveState(isUnpacked: true)
    for member in members {
      guard let difference = try difference(of: member) else { continue }
      state.isUnpacked = false
      state.diff += "\(difference) \(member.name)\n"
    }
    return state
  }

  /// What differs, in the letters of rsync's `--itemize-changes`; nil when nothing does.
  private func difference(of member: ZipListing.Member) throws -> String? {
    let kind = member.isDirectory ? "d" : member.isLink ? "L" : "f"
    guard let status = try machine.files.linkStatus(FilePath.join(target, member.name)) else {
      return ">\(kind)++++++.??"
    }
    let isKind = member.isDirectory ? status.isDirectory : member.isLink ? status.isSymlink : status.isRegular
    guard isKind else { return "c\(kind)++++++.??" }
    var letters = Array(".\(kind).......??")
    if status.isRegular {
      if let modified = member.modified {
        if module.keepsNewer, modified.seconds < status.modified.seconds { return nil }
        let isOlder = module.keepsNewer ? modified.double > status.modified.double : modified != status.modified
        if isOlder { letters[4] = "t" }
      }
      if member.size != status.size { letters[3] = "s" }
      let checksum = try CRC32.ofFile(FilePath.join(target, member.name))
      if member.checksum != checksum { letters[2] = "c" }
    }
    if !member.isLink, let bits = try wantedMode(member, status), bits != status.permissions { letters[5] = "p" }
    if try hasOtherOwner(status) { letters[6] = "o" }
    return letters.contains { "tscpo".contains($0) } ? String(letters) : nil
  }

  private func wantedMode(_ member: ZipListing.Member, _ status: FileStatus) throws -> UInt32? {
    if let mode = module.attributes.mode {
      return try? mode.bits(
        current: status.permissions, isDirectory: status.isDirectory, umask: FileSystem.umask())
    }
    guard let mode = member.mode else {
      return (member.isDirectory ? 0o777 : 0o666) & ~FileSystem.umask()
    }
    return mode & 0o777
  }

  /// The task's owner and group, else those of this process.
  private func hasOtherOwner(_ status: FileStatus) throws -> Bool {
    let owner = module.attributes.owner.map { UInt32($0) ?? machine.accounts.user(named: $0)?.id } ?? KernelUser.id
    let group =
      module.attributes.group.map { UInt32($0) ?? machine.accounts.group(named: $0)?.id } ?? KernelUser.groupID
    return owner != status.userID || group != status.groupID
  }

  func extract() throws -> (command: [String], output: CommandOutput) {
    var words = [program, "-o"] + module.extraOptions + [archive]
    if !module.exclude.isEmpty { words += ["-x"] + module.exclude }
    words += module.include + ["-d", target]
    return (words, try machine.processes.run(Command(words)))
  }
}
