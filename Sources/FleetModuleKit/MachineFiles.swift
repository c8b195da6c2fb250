package import FleetSystem

/// The files of the machine: looking is always allowed, changing is refused in check mode.
package struct MachineFiles {
  private let isCheck: Bool

  init(isCheck: Bool) { self.isCheck = isCheck }

  private func willChange(_ what: @autoclosure () -> String) throws(ModuleFailure) {
    if isCheck { throw ModuleFailure.changesInCheckMode(what()) }
  }

  // Looking.

  /// Follows symbolic links; nil when there is nothing.
  package func status(_ path: String) throws -> FileStatus? { try FileSystem.statusIfPresent(path) }
  /// Looks at a symbolic link itself; nil when there is nothing.
  package func linkStatus(_ path: String) throws -> FileStatus? {
    try FileSystem.statusIfPresent(path, follow: false)
  }
  package func exists(_ path: String) -> Bool { FileSystem.exists(path) }
  package func isDirectory(_ path: String) -> Bool { FileSystem.isDirectory(path) }
  package func isRegular(_ path: String) -> Bool { FileSystem.isRegular(path) }
  package func isLink(_ path: String) -> Bool { (try? FileSystem.linkStatus(path))?.isSymlink ?? false }
  package func isReadable(_ path: String) -> Bool { FileSystem.isReadable(path) }
  package func isWritable(_ path: String) -> Bool { FileSystem.isWritable(path) }
  package func isExecutable(_ path: String) -> Bool { FileSystem.isExecutable(path) }
  package func read(_ path: String, limit: Int = Int.max) throws -> [UInt8] {
    try FileSystem.read(path, limit: limit)
  }
  package func readText(_ path: String) throws -> String { try FileSystem.readText(path) }
  package func list(_ path: String) throws -> [String] { try FileSystem.list(path) }
  package func linkTarget(_ path: String) throws -> String { try FileSystem.linkTarget(path) }
  /// `os.path.realpath`.
  package func resolved(_ path: String) -> String { FileSystem.resolvedAsFarAsPossible(path) }
  package func walk(
    _ root: String, followLinks: Bool = false, enter: (FileSystem.Entry) -> Bool = { _ in true },
    visit: (FileSystem.Entry) throws -> Void
  ) throws {
    try FileSystem.walk(root, followLinks: followLinks, enter: enter, visit: visit)
  }
  package func inodeFlags(_ path: String) -> String? { FileSystem.inodeFlags(path) }

  // Changing.

  /// Replaces a file's contents in one step, or in place when that is impossible and allowed.
  package func replace(
    _ path: String, with bytes: [UInt8], mode: UInt32? = nil, userID: UInt32? = nil, groupID: UInt32? = nil,
    unsafeWrites: Bool = false
  ) throws {
    try willChange("write \(path)")
    do throws(SystemError) {
      try FileSystem.replace(path, with: bytes, mode: mode, userID: userID, groupID: groupID)
    } catch {
      guard unsafeWrites, FileSystem.isRegular(path) else { throw error }
      try FileSystem.overwrite(path, with: bytes)
    }
  }
  /// Replaces a file's contents by a copy of another's, in one step.
  package func replace(
    _ path: String, withContentsOf source: String, mode: UInt32? = nil, userID: UInt32? = nil, groupID: UInt32? = nil,
    unsafeWrites: Bool = false
  ) throws {
    try willChange("write \(path)")
    do throws(SystemError) {
      try FileSystem.replace(path, withContentsOf: source, mode: mode, userID: userID, groupID: groupID)
    } catch {
      guard unsafeWrites, FileSystem.isRegular(path) else { throw error }
      try FileSystem.overwrite(path, with: try FileSystem.read(source))
    }
  }
  package func overwrite(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o666) throws {
    try willChange("write \(path)")
    try FileSystem.overwrite(path, with: bytes, mode: mode)
  }
  package func append(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o666) throws {
    try willChange("append to \(path)")
    try FileSystem.append(bytes, to: path, mode: mode)
  }
  package func create(_ path: String, with bytes: [UInt8] = [], mode: UInt32 = 0o666) throws {
    try willChange("create \(path)")
    try FileSystem.create(path, with: bytes, mode: mode)
  }
  package func rename(_ from: String, to: String) throws {
    try willChange("rename \(from)")
    try FileSystem.rename(from, to: to)
  }
  package func move(_ from: String, to: String) throws {
    try willChange("move \(from)")
    try FileSystem.move(from, to: to)
  }
  /// A copy that keeps mode, times and, where allowed, owner.
  package func copy(_ from: String, to: String) throws {
    try willChange("copy \(from)")
    try FileSystem.copy(from, to: to)
  }
  package func copyTree(_ from: String, to: String) throws {
    try willChange("copy \(from)")
    try FileSystem.copyTree(from, to: to)
  }
  package func makeDirectory(_ path: String, mode: UInt32 = 0o777) throws {
    try willChange("create folder \(path)")
    try FileSystem.makeDirectory(path, mode: mode)
  }
  /// `mkdir -p`: the folders that had to be made, outermost first.
  @discardableResult
  package func makeDirectories(_ path: String, mode: UInt32 = 0o777) throws -> [String] {
    try willChange("create folder \(path)")
    return try FileSystem.makeDirectories(path, mode: mode)
  }
  package func makeSymlink(_ path: String, to target: String) throws {
    try willChange("create link \(path)")
    try FileSystem.makeSymlink(path, to: target)
  }
  package func replaceSymlink(_ path: String, to target: String) throws {
    try willChange("create link \(path)")
    try FileSystem.replaceSymlink(path, to: target)
  }
  package func makeHardLink(_ path: String, to target: String) throws {
    try willChange("create link \(path)")
    try FileSystem.makeHardLink(path, to: target)
  }
  /// Removes a file, a link or an empty folder.
  package func remove(_ path: String) throws {
    try willChange("remove \(path)")
    try FileSystem.remove(path)
  }
  package func removeTree(_ path: String) throws {
    try willChange("remove \(path)")
    try FileSystem.removeTree(path)
  }
  package func setMode(_ path: String, _ mode: UInt32) throws {
    try willChange("change the mode of \(path)")
    try FileSystem.setMode(path, mode)
  }
  package func setOwner(_ path: String, userID: UInt32? = nil, groupID: UInt32? = nil, follow: Bool = false) throws {
    try willChange("change the owner of \(path)")
    try FileSystem.setOwner(path, userID: userID, groupID: groupID, follow: follow)
  }
  package func setTimes(
    _ path: String, accessed: Timestamp? = nil, modified: Timestamp? = nil, follow: Bool = true
  ) throws {
    try willChange("change the times of \(path)")
    try FileSystem.setTimes(path, accessed: accessed, modified: modified, follow: follow)
  }
  package func changeInodeFlags(_ path: String, operation: Character, letters: String) throws {
    try willChange("change the flags of \(path)")
    try FileSystem.changeInodeFlags(path, operation: operation, letters: letters)
  }
  package func setExtendedAttribute(_ path: String, _ name: String, _ value: [UInt8]) throws {
    try willChange("change the attributes of \(path)")
    try FileSystem.setExtendedAttribute(path, name, value)
  }
}
