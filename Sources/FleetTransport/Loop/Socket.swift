import CSystem
import Glibc

/// Non-blocking sockets and descriptors.
enum Socket {
  /// What errno says, in words.
  static func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }

  static func setNonBlocking(_ descriptor: Int32) {
    _ = fleet_fcntl(descriptor, F_SETFL, fleet_fcntl(descriptor, F_GETFL, 0) | O_NONBLOCK)
  }

  /// Two connected ends, both non-blocking.
  static func pair() -> (Int32, Int32)? {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { return nil }
    return (ends[0], ends[1])
  }

  /// What tells one open socket from all others; nil when the descriptor is closed.
  static func inode(_ descriptor: Int32) -> UInt64? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? UInt64(status.st_ino) : nil
  }

  /// Whether somebody listens at a local socket.
  static func answers(unixPath path: String) -> Bool {
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    return status == 0
  }

  /// Bytes that were given to a socket and that the other end has not taken yet; nil when it cannot be said.
  static func unsent(_ descriptor: Int32) -> Int32? {
    var count: Int32 = 0
    return fleet_ioctl_int(descriptor, UInt(TIOCOUTQ), &count) == 0 ? count : nil
  }

  /// Connects to the first address that answers. `place` is what messages call it.
  static func connect(
    to addresses: [SocketAddress], place: String, until deadline: Deadline, on loop: IOLoop,
    isolation: isolated (any Actor)? = #isolation
  ) async throws(ConnectionError) -> Int32 {
    var last = ConnectionError(.unreachable, "\(place): no address to connect to")
    for address in addresses {
      do throws(ConnectionError) {
        return try await connect(to: address, place: place, until: deadline, on: loop)
      } catch {
        last = error
        if error.kind == .timeout { break }
      }
    }
    throw last
  }

  private static func connect(
    to address: SocketAddress, place: String, until deadline: Deadline, on loop: IOLoop,
    isolation: isolated (any Actor)? = #isolation
  ) async throws(ConnectionError) -> Int32 {
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(address.family, type, 0)
    guard descriptor >= 0 else { throw failure(errno, place) }
    var code: Int32 = 0
    if address.withSocketAddress({ Glibc.connect(descriptor, $0, $1) }) != 0 {
      code = errno
      if code == EINPROGRESS {
        let wake = await loop.wait(descriptor, read: false, write: true, until: deadline)
        code = wake == .ready ? pendingError(descriptor) : ETIMEDOUT
      }
    }
    loop.forget(descriptor)
    if code == 0 { return descriptor }
    Glibc.close(descriptor)
    throw failure(code, place)
  }

  private static func pendingError(_ descriptor: Int32) -> Int32 {
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
    return code
  }

  /// In the words of OpenSSH, which Ansible's users know.
  static func failure(_ code: Int32, _ place: String) -> ConnectionError {
    let kind: ConnectionError.Kind =
      switch code {
      case ECONNREFUSED: .refused
      case ETIMEDOUT: .timeout
      default: .unreachable
      }
    return ConnectionError(kind, "connect to \(place): \(errorText(code))")
  }
}
