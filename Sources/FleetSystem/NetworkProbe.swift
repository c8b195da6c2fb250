import CSystem
import Glibc

/// TCP connections to see whether somebody answers, and the addresses behind names, without glibc's resolver (which
/// loads shared libraries and so crashes in a static program).
package enum NetworkProbe {
  /// The numeric addresses of a host: itself, from /etc/hosts, else asked of `getent`.
  package static func addresses(of host: String) -> [String] {
    var buffer = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, host, &buffer) == 1 || inet_pton(AF_INET6, host, &buffer) == 1 { return [host] }
    var found: [String] = []
    for line in (try? FileSystem.readText("/etc/hosts"))?.lines() ?? [] {
      let words = line.prefix { $0 != "#" }.words()
      if words.dropFirst().contains(host), let address = words.first { found.append(address) }
    }
    if !found.isEmpty { return found }
    guard let output = try? Command(["getent", "ahosts", host]).run(), output.isSuccess else { return [] }
    for line in output.stdoutText.lines() {
      if let address = line.words().first, !found.contains(address) { found.append(address) }
    }
    return found
  }

  /// Connects to the first address that answers; what it says until `enough` is satisfied or the time is over is given
  /// piece by piece. Whether it answered, and for a conversation whether it said enough.
  package static func connect(
    _ host: String, port: Int, seconds: Double, conversation: Double = 0,
    enough: (([UInt8]) throws -> Bool)? = nil
  ) throws -> Bool {
    for address in addresses(of: host) {
      let descriptor = fleet_connect(address, Int32(port), Int32(max(1, seconds * 1000)))
      guard descriptor >= 0 else { continue }
      defer {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
      }
      guard let enough else { return true }
      return try listen(to: descriptor, seconds: conversation, enough: enough)
    }
    return false
  }

  private static func listen(
    to descriptor: Int32, seconds: Double, enough: ([UInt8]) throws -> Bool
  ) throws -> Bool {
    let end = SystemClock.system.monotonic() + seconds
    var said: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1024)
    while true {
      let rest = end - SystemClock.system.monotonic()
      guard rest > 0 else { return false }
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, Int32(min(rest * 1000, 1e9)) + 1) > 0 else { continue }
      let count = read(descriptor, &chunk, chunk.count)
      guard count > 0 else { return false }
      said += chunk[..<count]
      if try enough(said) { return true }
    }
  }

  /// How many TCP connections of these states (as /proc/net/tcp numbers them) a local port has, leaving out peers.
  package static func connections(host: String, port: Int, states: Set<String>, excluded: [String]) -> Int {
    let local = Set(addresses(of: host).flatMap(kernelForms))
    let peers = Set(excluded.flatMap(addresses(of:)).flatMap(kernelForms))
    let everything: Set<String> = ["00000000", String(repeating: "0", count: 32)]
    let isAny = !local.isDisjoint(with: everything)
    var count = 0
    for file in ["/proc/net/tcp", "/proc/net/tcp6"] {
      for line in (try? FileSystem.readText(file))?.lines() ?? [] {
        let words = line.words()
        guard words.count > 3, states.contains(words[3]) else { continue }
        let own = words[1].split(separator: ":").map(String.init)
        let peer = words[2].split(separator: ":").map(String.init)
        guard own.count == 2, peer.count == 2, Int(own[1], radix: 16) == port, !peers.contains(peer[0]) else {
          continue
        }
        if isAny || local.contains(own[0]) { count += 1 }
      }
    }
    return count
  }

  /// An address as /proc/net/tcp and tcp6 write it: words of four bytes in the machine's order.
  private static func kernelForms(_ address: String) -> [String] {
    var buffer = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, address, &buffer) == 1 {
      let word = hex(buffer[..<4])
      return [word, "0000000000000000FFFF0000" + word]
    }
    guard inet_pton(AF_INET6, address, &buffer) == 1 else { return [] }
    return [(0..<4).map { hex(buffer[($0 * 4)..<($0 * 4 + 4)]) }.joined()]
  }

  private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
    Digest.hexText(bytes.reversed()).uppercased()
  }
}
