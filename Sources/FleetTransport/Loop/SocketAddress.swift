import Glibc

/// An address to connect to, IPv4 or IPv6, with its port.
struct SocketAddress: Sendable, Hashable {
  let family: Int32
  private let bytes: [UInt8]

  init(family: Int32, bytes: [UInt8]) {
    self.family = family
    self.bytes = bytes
  }

  /// An address written in figures, such as `10.0.2.10` or `::1`; nil for a name.
  init?(numeric text: String, port: UInt16) {
    var four = sockaddr_in()
    var six = sockaddr_in6()
    if inet_pton(AF_INET, text, &four.sin_addr) == 1 {
      four.sin_family = sa_family_t(AF_INET)
      four.sin_port = port.bigEndian
      self.init(family: AF_INET, bytes: withUnsafeBytes(of: &four) { Array($0) })
    } else if inet_pton(AF_INET6, text, &six.sin6_addr) == 1 {
      six.sin6_family = sa_family_t(AF_INET6)
      six.sin6_port = port.bigEndian
      self.init(family: AF_INET6, bytes: withUnsafeBytes(of: &six) { Array($0) })
    } else {
      return nil
    }
  }

  func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result? {
    bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress else { return nil }
      return body(base.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count))
    }
  }
}
