import FleetCore
import FleetSystem

/// A file's status under the keys that `stat` and `find` give.
enum FileFacts {
  /// The words for the letters of `lsattr`.
  static let flagNames: [Character: String] = [
    "A": "noatime", "a": "append", "c": "compressed", "C": "nocow", "d": "nodump", "D": "dirsync", "e": "extents",
    "E": "encrypted", "h": "blocksize", "i": "immutable", "I": "indexed", "j": "journalled", "N": "inline",
    "s": "zero", "S": "synchronous", "t": "notail", "T": "blockroot", "u": "undelete", "X": "compressedraw",
    "Z": "compresseddirty",
  ]

  static func values(_ path: String, _ status: FileStatus) -> ValueMap {
    var values: ValueMap = [
      "exists": true, "path": .string(path), "mode": .string(status.octalPermissions),
    ]
    addKind(status, to: &values)
    addNumbers(status, to: &values)
    addPermissions(status, to: &values)
    values["blocks"] = .int(status.blocks)
    values["block_size"] = .int(status.blockSize)
    values["device_type"] = .int(Int(status.specialDevice))
    return values
  }

  /// Owners, size, identity and times, in the order in which `stat` and `find` give them.
  static func addNumbers(_ status: FileStatus, to values: inout ValueMap) {
    values["uid"] = .int(Int(status.userID))
    values["gid"] = .int(Int(status.groupID))
    values["size"] = .int(status.size)
    values["inode"] = .int(Int(status.inode))
    values["dev"] = .int(Int(status.device))
    values["nlink"] = .int(status.links)
    values["atime"] = .double(status.accessed.double)
    values["mtime"] = .double(status.modified.double)
    values["ctime"] = .double(status.changed.double)
  }

  static func addKind(_ status: FileStatus, to values: inout ValueMap) {
    let kinds: [(String, FileStatus.Kind)] = [
      ("isdir", .directory), ("ischr", .character), ("isblk", .block), ("isreg", .regular), ("isfifo", .fifo),
      ("islnk", .symlink), ("issock", .socket),
    ]
    for (name, kind) in kinds { values[name] = .bool(status.kind == kind) }
  }

  static func addPermissions(_ status: FileStatus, to values: inout ValueMap) {
    let bits: [(String, UInt32)] = [
      ("wusr", 0o200), ("rusr", 0o400), ("xusr", 0o100), ("wgrp", 0o020), ("rgrp", 0o040), ("xgrp", 0o010),
      ("woth", 0o002), ("roth", 0o004), ("xoth", 0o001), ("isuid", 0o4000), ("isgid", 0o2000),
    ]
    for (name, bit) in bits { values[name] = .bool(status.permissions & bit != 0) }
  }
}
