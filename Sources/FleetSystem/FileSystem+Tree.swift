import FleetCore
import Glibc

extension FileSystem {
  /// One file met on a walk.
  package struct Entry: Sendable {
    package let path: String
    /// Relative to where the walk began.
    package let relativePath: String
    package let status: FileStatus
    package let depth: Int
  }

  package static func makeDirectory(_ path: String, mode: UInt32 = 0o777) throws(SystemError) {
    guard mkdir(path, mode) == 0 else { throw SystemError("create folder", path) }
  }

  /// `mkdir -p`: the folders that had to be made, outermost first.
  @discardableResult
  package static func makeDirectories(_ path: String, mode: UInt32 = 0o777) throws(SystemError) -> [String] {
    var missing: [String] = []
    var current = path
    while current.count > 1, current.hasSuffix("/") { current.removeLast() }
    while !current.isEmpty, try statusIfPresent(current) == nil {
      missing.append(current)
      current = FilePath.parent(of: current)
    }
    if !current.isEmpty, !isDirectory(current) { throw SystemError("create folder", path, code: ENOTDIR) }
    for folder in missing.reversed() where mkdir(folder, mode) != 0 {
      guard errno == EEXIST, isDirectory(folder) else { throw SystemError("create folder", folder) }
    }
    return missing.reversed()
  }

  package static func makeSymlink(_ path: String, to target: String) throws(SystemError) {
    guard symlink(target, path) == 0 else { throw SystemError("create link", path) }
  }

  /// Replaces whatever link or file is at `path` in one step.
  package static func replaceSymlink(_ path: String, to target: String) throws(SystemError) {
    let temporary = temporaryName(for: path)
    try makeSymlink(temporary, to: target)
    do throws(SystemError) {
      try rename(temporary, to: path)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  package static func makeHardLink(_ path: String, to target: String) throws(SystemError) {
    guard link(target, path) == 0 else { throw SystemError("link to \(target) from", path) }
  }

  /// Removes a file, a link or an empty folder.
  package static func remove(_ path: String) throws(SystemError) {
    guard Glibc.remove(path) == 0 else { throw SystemError("remove", path) }
  }

  /// Removes a file or a folder with all that is in it; links are removed, never followed. Nothing there is no fault.
  package static func removeTree(_ path: String) throws(SystemError) {
    guard let status = try statusIfPresent(path, follow: false) else { return }
    try removeTree(path, status, depth: 0)
  }

  private static func removeTree(_ path: String, _ status: FileStatus, depth: Int) throws(SystemError) {
    guard status.isDirectory else {
      guard unlink(path) == 0 || errno == ENOENT else { throw SystemError("remove", path) }
      return
    }
    guard depth < Limits.nestingDepth else {
      throw SystemError("remove", path, reason: "nested deeper than \(Limits.nestingDepth) folders")
    }
    for name in try list(path) {
      let child = FilePath.join(path, name)
      guard let status = try statusIfPresent(child, follow: false) else { continue }
      try removeTree(child, status, depth: depth + 1)
    }
    guard rmdir(path) == 0 || errno == ENOENT else { throw SystemError("remove folder", path) }
  }

  /// Everything below `root` in order of names, folders before what is in them. `enter` may refuse a folder.
  package static func walk(
    _ root: String, followLinks: Bool = false, enter: (Entry) -> Bool = { _ in true },
    visit: (Entry) throws -> Void
  ) throws {
    try walk(root, "", depth: 1, followLinks: followLinks, enter: enter, visit: visit)
  }

  private static func walk(
    _ folder: String, _ prefix: String, depth: Int, followLinks: Bool, enter: (Entry) -> Bool,
    visit: (Entry) throws -> Void
  ) throws {
    guard depth < Limits.nestingDepth else {
      throw SystemError("walk", folder, reason: "nested deeper than \(Limits.nestingDepth) folders")
    }
    for name in try list(folder) {
      let path = FilePath.join(folder, name)
      guard let status = try statusIfPresent(path, follow: false) else { continue }
      let relative = prefix.isEmpty ? name : prefix + "/" + name
      let entry = Entry(path: path, relativePath: relative, status: status, depth: depth)
      try visit(entry)
      let isFolder = status.isDirectory || (followLinks && status.isSymlink && isDirectory(path))
      if isFolder, enter(entry) {
        try walk(path, relative, depth: depth + 1, followLinks: followLinks, enter: enter, visit: visit)
      }
    }
  }

  /// Copies a file, link or folder with modes, times and, where allowed, owners.
  package static func copyTree(_ from: String, to: String) throws(SystemError) {
    try copyTree(from, to, depth: 0)
  }

  private static func copyTree(_ from: String, _ to: String, depth: Int) throws(SystemError) {
    guard depth < Limits.nestingDepth else {
      throw SystemError("copy", from, reason: "nested deeper than \(Limits.nestingDepth) folders")
    }
    let status = try linkStatus(from)
    switch status.kind {
    case .directory:
      if !isDirectory(to) { try makeDirectory(to, mode: 0o700) }
      for name in try list(from) {
        try copyTree(FilePath.join(from, name), FilePath.join(to, name), depth: depth + 1)
      }
      _ = chown(to, status.userID, status.groupID)
      try setMode(to, status.permissions)
      copyExtendedAttributes(from: from, to: to)
      try? setTimes(to, accessed: status.accessed, modified: status.modified)
    case .symlink:
      try replaceSymlink(to, to: try linkTarget(from))
      _ = lchown(to, status.userID, status.groupID)
    case .regular:
      try copy(from, to: to)
    case .fifo:
      guard mkfifo(to, status.permissions) == 0 else { throw SystemError("create fifo", to) }
    case .socket, .block, .character, .unknown:
      throw SystemError("copy", from, reason: "it is neither file, folder nor link")
    }
  }
}
