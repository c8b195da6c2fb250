import CSystem
import Glibc

extension FileSystem {
  private static let pieceBytes = 256 << 10

  /// Gives a file's bytes piece by piece, from `offset` on and at most `length` of them.
  package static func readPieces(
    _ path: String, from offset: Int = 0, length: Int = Int.max, _ each: (UnsafeRawBufferPointer) -> Void
  ) throws(SystemError) {
    let descriptor = fleet_open(path, O_RDONLY, 0)
    guard descriptor >= 0 else { throw SystemError("open", path) }
    defer { close(descriptor) }
    if offset > 0, lseek(descriptor, offset, SEEK_SET) < 0 { throw SystemError("seek", path) }
    var buffer = [UInt8](repeating: 0, count: pieceBytes)
    var rest = length
    while rest > 0 {
      let count = Glibc.read(descriptor, &buffer, min(buffer.count, rest))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read", path) }
      if count == 0 { return }
      rest -= count
      buffer.withUnsafeBytes { each(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }
}
