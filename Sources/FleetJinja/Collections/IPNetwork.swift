import Glibc

/// An address with its prefix length, as netaddr's `IPNetwork`.
struct IPNetwork: Equatable {
  let version: Int
  /// The address as a number.
  var value: UInt128
  var prefix: Int

  var bits: Int { version == 4 ? 32 : 128 }

  init?(version: Int, value: UInt128, prefix: Int? = nil) {
    self.version = version
    self.value = value
    self.prefix = prefix ?? (version == 4 ? 32 : 128)
    guard value <= Self.ones(version == 4 ? 32 : 128), (0...bits).contains(self.prefix) else { return nil }
  }

  /// `address`, `address/prefix`, `address/netmask` or `address/hostmask`.
  init?(_ text: String) {
    let parts = PythonText.split(text, by: "/")
    guard parts.count <= 2, let (version, value) = Self.address(parts[0]) else { return nil }
    var prefix: Int?
    if parts.count == 2 {
      if !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (48...57).contains($0) }) {
        prefix = Int(parts[1])
      } else if let mask = Self.address(parts[1]), mask.version == version {
        prefix = Self.prefix(ofMask: mask.value, bits: version == 4 ? 32 : 128)
      }
      guard prefix != nil else { return nil }
    }
    self.init(version: version, value: value, prefix: prefix)
  }

  /// The number that an address text says.
  static func address(_ text: String) -> (version: Int, value: UInt128)? {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return (4, UInt128(UInt32(bigEndian: four.s_addr))) }
    var six = [UInt8](repeating: 0, count: 16)
    guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    return (6, six.reduce(0) { $0 << 8 | UInt128($1) })
  }

  /// The length of a netmask or of a hostmask.
  private static func prefix(ofMask mask: UInt128, bits: Int) -> Int? {
    for length in 0...bits where netmask(length, bits) == mask { return length }
    for length in 0...bits where netmask(length, bits) ^ ones(bits) == mask { return length }
    return nil
  }

  static func ones(_ count: Int) -> UInt128 { count >= 128 ? .max : (UInt128(1) << UInt128(count)) - 1 }
  private static func netmask(_ prefix: Int, _ bits: Int) -> UInt128 { ones(bits) ^ ones(bits - prefix) }

  static func text(_ value: UInt128, version: Int) -> String {
    var buffer = [CChar](repeating: 0, count: 64)
    if version == 4 {
      var address = in_addr(s_addr: UInt32(truncatingIfNeeded: value).bigEndian)
      inet_ntop(AF_INET, &address, &buffer, 64)
    } else {
      var bytes = (0..<16).map { UInt8(truncatingIfNeeded: value >> UInt128(120 - 8 * $0)) }
      inet_ntop(AF_INET6, &bytes, &buffer, 64)
    }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func text(of value: UInt128) -> String { Self.text(value, version: version) }

  var ip: String { text(of: value) }
  var mask: UInt128 { Self.netmask(prefix, bits) }
  var hostmask: UInt128 { mask ^ Self.ones(bits) }
  var network: UInt128 { value & mask }
  var last: UInt128 { network | hostmask }
  /// Addresses minus one, which always fits.
  var sizeLessOne: UInt128 { hostmask }
  var isSingle: Bool { prefix == bits }
  /// netaddr gives no broadcast address for the two smallest networks.
  var hasBroadcast: Bool { bits - prefix > 1 }
  var description: String { "\(ip)/\(prefix)" }
  var subnet: String { "\(text(of: network))/\(prefix)" }
  /// A size as decimal digits.
  var sizeText: String { prefix == 0 && version == 6 ? "340282366920938463463374607431768211456" : "\(hostmask + 1)" }

  /// The first and last address for hosts; nil for a single address.
  var usable: ClosedRange<UInt128>? {
    if isSingle { return nil }
    return prefix == bits - 1 ? network...last : (network + 1)...(last - 1)
  }

  func contains(_ other: IPNetwork) -> Bool {
    version == other.version && other.network >= network && other.last <= last
  }

  func contains(_ text: String) -> Bool { IPNetwork(text).map { contains($0) } ?? false }

  private func isIn(_ networks: [String]) -> Bool {
    networks.contains { IPNetwork($0)?.contains(self) ?? false }
  }

  var isLoopback: Bool { isIn(["127.0.0.0/8", "::1"]) }
  var isMulticast: Bool { isIn(["224.0.0.0/4", "ff00::/8"]) }
  /// Whether the address can be reached from everywhere, by IANA's registries of special addresses.
  var isGlobal: Bool {
    guard let address = IPNetwork(version: version, value: value) else { return false }
    let exceptions = [
      "192.0.0.9/32", "192.0.0.10/32", "2001:1::1/128", "2001:1::2/128", "2001:3::/32", "2001:4:112::/48",
      "2001:20::/28", "2001:30::/28",
    ]
    let special = [
      "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
      "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "::/127",
      "::ffff:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10",
    ]
    return address.isIn(exceptions) || !address.isIn(special)
  }
  /// Whether the address looks like a netmask or a hostmask.
  var isMask: Bool {
    let (inverse, next) = ((value ^ Self.ones(bits)) &+ 1, value &+ 1)
    return inverse & (inverse &- 1) == 0 || next & value == 0
  }
  var isLinkLocal: Bool { isIn(["169.254.0.0/16", "fe80::/10"]) }

  /// The name to ask for the host's name.
  var reverseName: String {
    if version == 4 { return PythonText.split(ip, by: ".").reversed().joined(separator: ".") + ".in-addr.arpa." }
    let digits = (0..<32).map { String(UInt8(truncatingIfNeeded: value >> UInt128(4 * $0)) & 15, radix: 16) }
    return digits.joined(separator: ".") + ".ip6.arpa."
  }
}
