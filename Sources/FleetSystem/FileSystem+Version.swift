import CSystem
import Glibc

extension FileSystem {
  /// FS_IOC_GETVERSION of linux/fs.h.
  private static let getVersion: UInt = 0x8008_7601

  /// The inode's version number, as `lsattr -v` shows it; nil where the file system has none.
  package static func inodeVersion(_ path: String) -> String? {
    guard let status = try? linkStatus(path), status.isRegular || status.isDirectory else { return nil }
    let descriptor = fleet_open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW, 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var version: [Int32] = [0, 0]
    guard fleet_ioctl_int(descriptor, getVersion, &version) == 0 else { return nil }
    return String(UInt32(bitPattern: version[0]))
  }
}
