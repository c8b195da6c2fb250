import CSystem
import Glibc

extension FileSystem {
  package static func setMode(_ path: String, _ mode: UInt32) throws(SystemError) {
    guard chmod(path, mode) == 0 else { throw SystemError("change mode of", path) }
  }

  /// nil leaves that one as it is.
  package static func setOwner(
    _ path: String, userID: UInt32? = nil, groupID: UInt32? = nil, follow: Bool = true
  ) throws(SystemError) {
    let user = userID ?? UInt32.max
    let group = groupID ?? UInt32.max
    let answer = follow ? chown(path, user, group) : lchown(path, user, group)
    guard answer == 0 else { throw SystemError("change owner of", path) }
  }

  /// nil leaves that one as it is.
  package static func setTimes(
    _ path: String, accessed: Timestamp? = nil, modified: Timestamp? = nil, follow: Bool = true
  ) throws(SystemError) {
    let omit = timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2)
    let times = [accessed?.timespec ?? omit, modified?.timespec ?? omit]
    guard utimensat(AT_FDCWD, path, times, follow ? 0 : AT_SYMLINK_NOFOLLOW) == 0 else {
      throw SystemError("change times of", path)
    }
  }

  /// The extended attribute's bytes; nil when the file has none of that name.
  package static func extendedAttribute(_ path: String, _ name: String, follow: Bool = true) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count =
      follow
      ? getxattr(path, name, &buffer, buffer.count) : lgetxattr(path, name, &buffer, buffer.count)
    return count < 0 ? nil : Array(buffer[..<count])
  }

  package static func setExtendedAttribute(_ path: String, _ name: String, _ value: [UInt8]) throws(SystemError) {
    guard setxattr(path, name, value, value.count, 0) == 0 else {
      throw SystemError("set attribute \(name) of", path)
    }
  }

  package static func extendedAttributeNames(_ path: String) -> [String] {
    var buffer = [CChar](repeating: 0, count: 64 << 10)
    let count = listxattr(path, &buffer, buffer.count)
    guard count > 0 else { return [] }
    return buffer[..<count].split(separator: 0).map { part in
      String(decoding: part.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// As far as the system lets us: ACLs, SELinux labels, user attributes.
  static func copyExtendedAttributes(from: String, to: String) {
    for name in extendedAttributeNames(from) {
      guard let value = extendedAttribute(from, name) else { continue }
      setxattr(to, name, value, value.count, 0)
    }
  }

  /// The letters of `lsattr`, bit by bit.
  private static let flagLetters: [(letter: Character, bit: Int32)] = [
    ("s", 0x1), ("u", 0x2), ("c", 0x4), ("S", 0x8), ("i", 0x10), ("a", 0x20), ("d", 0x40), ("A", 0x80),
    ("E", 0x800), ("I", 0x1000), ("j", 0x4000), ("t", 0x8000), ("D", 0x10000), ("T", 0x20000), ("e", 0x80000),
    ("V", 0x100000), ("C", 0x800000), ("x", 0x2000000), ("N", 0x1000_0000), ("P", 0x2000_0000),
    ("F", 0x4000_0000),
  ]

  /// The inode flags as `lsattr` letters; nil where the file system has none.
  package static func inodeFlags(_ path: String) -> String? {
    guard let flags = readFlags(path) else { return nil }
    return String(flagLetters.filter { flags & $0.bit != 0 }.map(\.letter))
  }

  private static func readFlags(_ path: String) -> Int32? {
    guard let status = try? linkStatus(path), status.isRegular || status.isDirectory else { return nil }
    let descriptor = fleet_open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW, 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var flags: Int32 = 0
    return fleet_inode_flags(descriptor, &flags, 0) == 0 ? flags : nil
  }

  /// Sets (`=`), adds (`+`) or takes away (`-`) the flags of those letters, as `chattr` does.
  package static func changeInodeFlags(
    _ path: String, operation: Character, letters: String
  ) throws(SystemError) {
    var wanted: Int32 = 0
    for letter in letters {
      guard let flag = flagLetters.first(where: { $0.letter == letter }) else {
        throw SystemError("change attributes of", path, reason: "there is no attribute `\(letter)`")
      }
      wanted |= flag.bit
    }
    let descriptor = fleet_open(path, O_RDONLY | O_NONBLOCK, 0)
    guard descriptor >= 0 else { throw SystemError("open", path) }
    defer { close(descriptor) }
    var flags: Int32 = 0
    let answer = fleet_inode_flags(descriptor, &flags, 0)
    guard answer == 0 else { throw SystemError("read attributes of", path, code: -answer) }
    switch operation {
    case "+": flags |= wanted
    case "-": flags &= ~wanted
    // `e` (extents) and the flags nobody may change stay.
    default: flags = (flags & ~0x1_00FF) | wanted
    }
    let written = fleet_inode_flags(descriptor, &flags, 1)
    guard written == 0 else { throw SystemError("change attributes of", path, code: -written) }
  }
}
