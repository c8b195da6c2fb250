import CSystem
import Glibc

extension FileSystem {
  /// Adds bytes to the end of a file that was opened with `O_APPEND`, all of them or none: what a full disk took only
  /// in part is taken back. False when a part had to stay; throws when nothing was added.
  package static func append(
    _ bytes: [UInt8], to descriptor: Int32, path: String
  ) throws(SystemError) -> Bool {
    let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if written == bytes.count { return true }
    if written <= 0 { throw SystemError("write", path, code: written < 0 ? errno : ENOSPC) }
    guard cut(written, off: descriptor) else { return false }
    throw SystemError("write", path, code: ENOSPC)
  }

  /// Takes so many bytes off the end of an open file; false when that fails.
  package static func cut(_ count: Int, off descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && ftruncate(descriptor, status.st_size - off_t(count)) == 0
  }
}
