import CSystem
import FleetCore
import Glibc

/// Reads a content in pieces, so that a large file is never whole in memory.
struct ContentReader: Sendable {
  let size: Int
  private let source: ContentStore.Source
  private var offset = 0
  private var isDone = false

  init(_ source: ContentStore.Source) throws(ConnectionError) {
    self.source = source
    switch source {
    case .bytes(let bytes): size = bytes.count
    case .file(_, let size): self.size = size
    }
  }

  /// The next piece, and whether it is the last; nil after that. An empty content has one empty piece.
  mutating func next() throws(ConnectionError) -> (bytes: [UInt8], isLast: Bool)? {
    if isDone { return nil }
    let bytes: [UInt8]
    switch source {
    case .bytes(let all): bytes = Array(all[offset..<min(offset + Limits.chunkBytes, size)])
    case .file(let path, _): bytes = try Self.piece(of: path, at: offset, count: min(Limits.chunkBytes, size - offset))
    }
    offset += bytes.count
    isDone = offset >= size
    return (bytes, isDone)
  }

  /// Opened for each piece: a thousand machines at once must not hold a thousand descriptors.
  private static func piece(of path: String, at offset: Int, count: Int) throws(ConnectionError) -> [UInt8] {
    let descriptor = fleet_open(path, O_RDONLY, 0)
    guard descriptor >= 0 else {
      throw ConnectionError(.configuration, "cannot read \(path): \(Socket.errorText(errno))")
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
      }
      if read < 0, errno == EINTR { continue }
      guard read > 0 else {
        throw ConnectionError(
          .configuration, "\(path) became shorter while it was sent, or cannot be read: \(Socket.errorText(errno))")
      }
      filled += read
    }
    return bytes
  }
}
