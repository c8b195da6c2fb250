package import Glibc

/// What `stat` knows of a file.
package struct FileStatus: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case regular, directory, symlink, fifo, socket, block, character, unknown
  }

  package let kind: Kind
  /// The twelve permission bits.
  package let permissions: UInt32
  /// The whole `st_mode`.
  package let mode: UInt32
  package let userID: UInt32
  package let groupID: UInt32
  package let size: Int
  package let inode: UInt64
  package let device: UInt64
  package let specialDevice: UInt64
  package let links: Int
  package let blocks: Int
  package let blockSize: Int
  package let accessed: Timestamp
  package let modified: Timestamp
  package let changed: Timestamp

  package init(_ status: stat) {
    mode = status.st_mode
    permissions = status.st_mode & 0o7777
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symlink
      case S_IFIFO: .fifo
      case S_IFSOCK: .socket
      case S_IFBLK: .block
      case S_IFCHR: .character
      default: .unknown
      }
    userID = status.st_uid
    groupID = status.st_gid
    size = Int(status.st_size)
    inode = UInt64(status.st_ino)
    device = UInt64(status.st_dev)
    specialDevice = UInt64(status.st_rdev)
    links = Int(status.st_nlink)
    blocks = Int(status.st_blocks)
    blockSize = Int(status.st_blksize)
    accessed = Timestamp(status.st_atim)
    modified = Timestamp(status.st_mtim)
    changed = Timestamp(status.st_ctim)
  }

  package var isRegular: Bool { kind == .regular }
  package var isDirectory: Bool { kind == .directory }
  package var isSymlink: Bool { kind == .symlink }

  /// Permissions as Ansible's results say them: `0644`.
  package var octalPermissions: String {
    let digits = String(permissions, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
