import CSystem
import Glibc

extension FileSystem {
  /// Puts `bytes` at `path` in one step: a temporary file in the same folder, then renamed over it.
  ///
  /// An existing file's owner, mode and extended attributes stay unless given; a new one gets `mode`, or 0666 without
  /// the umask, as Ansible's `atomic_move` does. Like it, nothing is flushed: the file system's own order suffices.
  package static func replace(
    _ path: String, with bytes: [UInt8], mode: UInt32? = nil, userID: UInt32? = nil, groupID: UInt32? = nil
  ) throws(SystemError) {
    try replace(path, mode: mode, userID: userID, groupID: groupID) { (descriptor, temporary) throws(SystemError) in
      try write(bytes, to: descriptor, path: temporary)
    }
  }

  /// Puts a copy of another file's contents at `path` in one step, however large it is.
  package static func replace(
    _ path: String, withContentsOf source: String, mode: UInt32? = nil, userID: UInt32? = nil, groupID: UInt32? = nil
  ) throws(SystemError) {
    try replace(path, mode: mode, userID: userID, groupID: groupID) { (descriptor, temporary) throws(SystemError) in
      try pour(source, into: descriptor, path: temporary)
    }
  }

  private static func replace(
    _ path: String, mode: UInt32?, userID: UInt32?, groupID: UInt32?,
    fill: (Int32, String) throws(SystemError) -> Void
  ) throws(SystemError) {
    let old = try statusIfPresent(path)
    if let old, old.isDirectory { throw SystemError("replace", path, code: EISDIR) }
    let temporary = temporaryName(for: path)
    let descriptor = fleet_open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else { throw SystemError("create", temporary) }
    do throws(SystemError) {
      do throws(SystemError) {
        try fill(descriptor, temporary)
        let user = userID ?? old?.userID
        let group = groupID ?? old?.groupID
        try give(descriptor, temporary, user: user, group: group, isWanted: userID != nil || groupID != nil)
        guard fchmod(descriptor, mode ?? old?.permissions ?? (0o666 & ~umask())) == 0 else {
          throw SystemError("change mode of", temporary)
        }
        if old != nil { copyExtendedAttributes(from: path, to: temporary) }
      } catch {
        close(descriptor)
        throw error
      }
      guard close(descriptor) == 0 else { throw SystemError("close", temporary) }
      try rename(temporary, to: path)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Copies all of a file's bytes to a descriptor.
  private static func pour(_ source: String, into target: Int32, path: String) throws(SystemError) {
    let descriptor = fleet_open(source, O_RDONLY, 0)
    guard descriptor >= 0 else { throw SystemError("open", source) }
    defer { close(descriptor) }
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read", source) }
      if count == 0 { return }
      try write(count == chunk.count ? chunk : Array(chunk[..<count]), to: target, path: path)
    }
  }

  /// A fresh hidden name beside `path`.
  package static func temporaryName(for path: String) -> String {
    let token = String(UInt64.random(in: .min ... .max), radix: 36)
    let name = FilePath.name(of: path).prefix(100)
    return FilePath.join(FilePath.parent(of: path), ".\(name).fleet-\(token)")
  }

  private static func give(
    _ descriptor: Int32, _ path: String, user: UInt32?, group: UInt32?, isWanted: Bool
  ) throws(SystemError) {
    if user == nil, group == nil { return }
    if fchown(descriptor, user ?? UInt32.max, group ?? UInt32.max) == 0 { return }
    // Somebody who may write the folder but not give files away keeps the new file, as with atomic_move.
    if isWanted { throw SystemError("change owner of", path) }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done) }
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemError("write", path)
      }
      done += count
    }
  }

  /// Writes into the file itself, for mounts that cannot be renamed over (`unsafe_writes`), logs and device files.
  package static func overwrite(
    _ path: String, with bytes: [UInt8], mode: UInt32 = 0o666
  ) throws(SystemError) {
    try put(bytes, path, O_WRONLY | O_CREAT | O_TRUNC, mode)
  }

  package static func append(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o666) throws(SystemError) {
    try put(bytes, path, O_WRONLY | O_CREAT | O_APPEND, mode)
  }

  /// Creates a file that must not exist yet.
  package static func create(_ path: String, with bytes: [UInt8] = [], mode: UInt32 = 0o666) throws(SystemError) {
    try put(bytes, path, O_WRONLY | O_CREAT | O_EXCL, mode)
  }

  private static func put(_ bytes: [UInt8], _ path: String, _ flags: Int32, _ mode: UInt32) throws(SystemError) {
    let descriptor = fleet_open(path, flags, mode)
    guard descriptor >= 0 else { throw SystemError("open for writing", path) }
    defer { close(descriptor) }
    try write(bytes, to: descriptor, path: path)
  }

  package static func rename(_ from: String, to: String) throws(SystemError) {
    guard Glibc.rename(from, to) == 0 else { throw SystemError("rename to \(to) from", from) }
  }

  /// Moves a file, across file systems too; what is there is replaced in one step.
  package static func move(_ from: String, to: String) throws(SystemError) {
    if Glibc.rename(from, to) == 0 { return }
    guard errno == EXDEV else { throw SystemError("rename to \(to) from", from) }
    let status = try linkStatus(from)
    let temporary = temporaryName(for: to)
    do throws(SystemError) {
      try copyTree(from, to: temporary)
      if status.isDirectory, isDirectory(to) { try remove(to) }
      try rename(temporary, to: to)
    } catch {
      try? removeTree(temporary)
      throw error
    }
    try removeTree(from)
  }

  /// A copy that keeps mode, times and, where allowed, owner.
  package static func copy(_ from: String, to: String) throws(SystemError) {
    let status = try status(from)
    let source = fleet_open(from, O_RDONLY, 0)
    guard source >= 0 else { throw SystemError("open", from) }
    defer { close(source) }
    let target = fleet_open(to, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard target >= 0 else { throw SystemError("open for writing", to) }
    do throws(SystemError) {
      var chunk = [UInt8](repeating: 0, count: 1 << 18)
      while true {
        let count = Glibc.read(source, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw SystemError("read", from) }
        if count == 0 { break }
        try write(Array(chunk[..<count]), to: target, path: to)
      }
    } catch {
      close(target)
      throw error
    }
    _ = fchown(target, status.userID, status.groupID)
    fchmod(target, status.permissions)
    close(target)
    copyExtendedAttributes(from: from, to: to)
    try? setTimes(to, accessed: status.accessed, modified: status.modified)
  }

  /// A private new folder under `parent`.
  package static func makeTemporaryDirectory(in parent: String, prefix: String = "fleet-") throws(SystemError)
    -> String
  {
    let path = FilePath.join(parent, prefix + String(UInt64.random(in: .min ... .max), radix: 36))
    guard mkdir(path, 0o700) == 0 else { throw SystemError("create folder", path) }
    return path
  }
}
