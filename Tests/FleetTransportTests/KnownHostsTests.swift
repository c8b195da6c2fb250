import FleetSystem
import Glibc
import Testing

@testable import FleetTransport

@Suite struct KnownHostsTests {
  /// A key of the given type whose body is the given byte.
  static func key(_ type: String, _ body: UInt8) -> HostKey {
    let name = Array(type.utf8)
    let bytes = [0, 0, 0, UInt8(name.count)] + name + [0, 0, 0, 32] + [UInt8](repeating: body, count: 32)
    return HostKey(type: type, base64: Base64.encode(bytes))
  }

  static let first = key("ssh-ed25519", 1)
  static let second = key("ssh-ed25519", 2)
  static let rsa = key("ssh-rsa", 3)

  private func hosts(_ text: String) -> KnownHosts {
    var hosts = KnownHosts()
    hosts.add(text: text, file: "known_hosts")
    return hosts
  }

  private func word(_ verdict: KnownHosts.Verdict) -> String {
    switch verdict {
    case .known: "known"
    case .unknown: "unknown"
    case .onlyAuthority: "authority"
    case .changed(let entry): "changed \(entry.place)"
    case .revoked(let entry): "revoked \(entry.place)"
    }
  }

  private func line(_ names: String, _ key: HostKey) -> String { "\(names) \(key.type) \(key.base64) comment\n" }

  @Test func plainNamesPortsAndChanges() {
    let known = hosts("# c\n\n" + line("web,10.0.0.1", Self.first) + line("[web]:2222", Self.second))
    #expect(word(known.verdict(on: Self.first, host: "WEB", port: 22)) == "known")
    #expect(word(known.verdict(on: Self.first, host: "10.0.0.1", port: 22)) == "known")
    #expect(word(known.verdict(on: Self.second, host: "web", port: 22)) == "changed known_hosts:3")
    #expect(word(known.verdict(on: Self.second, host: "web", port: 2222)) == "known")
    #expect(word(known.verdict(on: Self.first, host: "web", port: 2223)) == "known")
    #expect(word(known.verdict(on: Self.second, host: "web", port: 2223)) == "unknown")
    #expect(word(known.verdict(on: Self.first, host: "db", port: 22)) == "unknown")
    #expect(word(known.verdict(on: Self.rsa, host: "web", port: 22)) == "changed known_hosts:3")
  }

  @Test func markersAndPatterns() {
    let known = hosts(
      line("*.prod,!bad.prod", Self.first) + line("@revoked *", Self.second) + line("@cert-authority *.ca", Self.first))
    #expect(word(known.verdict(on: Self.first, host: "a.prod", port: 22)) == "known")
    #expect(word(known.verdict(on: Self.first, host: "bad.prod", port: 22)) == "unknown")
    #expect(word(known.verdict(on: Self.second, host: "a.prod", port: 22)) == "revoked known_hosts:2")
    #expect(word(known.verdict(on: Self.first, host: "x.ca", port: 22)) == "authority")
  }

  @Test func hashedNamesAsOpenSSHWritesThem() throws {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-known-")
    defer { try? FileSystem.removeTree(folder) }
    let file = "\(folder)/known_hosts"
    try FileSystem.create(file, with: Array((line("web", Self.first) + line("[db]:2200", Self.second)).utf8))
    try LoopbackSSHD.run(["ssh-keygen", "-q", "-H", "-f", file])
    let known = hosts(try FileSystem.readText(file))
    #expect(word(known.verdict(on: Self.first, host: "web", port: 22)) == "known")
    #expect(word(known.verdict(on: Self.second, host: "db", port: 2200)) == "known")
    #expect(word(known.verdict(on: Self.second, host: "web", port: 22)) == "changed known_hosts:1")
    #expect(known.types("db", port: 2200) == ["ssh-ed25519"])
  }

  @Test func damagedLinesSayNothing() {
    let known = hosts("web\nweb ssh-ed25519\nweb ssh-ed25519 !!!!\n|1|x ssh-ed25519 AAAA\n@revoked\nweb a AAAA\n")
    #expect(word(known.verdict(on: Self.first, host: "web", port: 22)) == "unknown")
  }

  @Test func newKeysAreAppendedWholeAndOnce() async throws {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-known-")
    defer { try? FileSystem.removeTree(folder) }
    let file = "\(folder)/ssh/known_hosts"
    mkdir("\(folder)/ssh", 0o700)
    try FileSystem.create(file, with: Array("old ssh-ed25519 AAAA".utf8))
    await withTaskGroup { group in
      for number in 0..<200 {
        group.addTask {
          let fault = KnownHostsStore().append(
            Self.first, host: "host\(number % 100)", port: 22, files: [file], isHashed: number % 3 == 0)
          #expect(fault == nil)
        }
      }
    }
    let text = try FileSystem.readText(file)
    #expect(text.split(separator: "\n").count == 101)
    let known = hosts(text)
    for number in 0..<100 {
      #expect(word(known.verdict(on: Self.first, host: "host\(number)", port: 22)) == "known")
    }
  }

  @Test func knownTypesAreOfferedFirst() {
    #expect(HostKey.offer(knowing: ["ssh-rsa"]).hasPrefix("rsa-sha2-512,rsa-sha2-256,ssh-ed25519"))
    #expect(Self.first.fingerprint.hasPrefix("SHA256:"))
  }
}
