import FleetCore
import Testing

@testable import FleetInventory

/// Host names, addresses, ranges and words as inventories write them.
@Suite struct HostNameTests {
  @Test(
    arguments: [
      ("web1", "web1", nil), ("web1:22", "web1", 22), ("10.0.0.1:2222", "10.0.0.1", 2222),
      ("[fe80::1]:22", "fe80::1", 22), ("2001:db8::1", "2001:db8::1", nil), ("web[1:3]:80", "web[1:3]", 80),
      ("a_b.example.com", "a_b.example.com", nil), ("bücher.example", "bücher.example", nil),
    ] as [(String, String, Int?)])
  func addresses(_ text: String, _ host: String, _ port: Int?) {
    let address = HostAddress(text, allowsRanges: true)
    #expect(address?.host == host)
    #expect(address?.port == port)
  }

  @Test(arguments: ["web*", "web:&prod", "-a", "a-", "a..b", "a b", "web[1]", "1:2:3", "~re", ""])
  func notAddresses(_ text: String) { #expect(HostAddress(text, allowsRanges: true) == nil) }

  @Test(arguments: [
    ("web[1:3]", ["web1", "web2", "web3"]), ("web[01:03]x", ["web01x", "web02x", "web03x"]),
    ("db-[a:c]", ["db-a", "db-b", "db-c"]), ("n[0:6:3]", ["n0", "n3", "n6"]),
    ("r[1:2]h[a:b]", ["r1ha", "r1hb", "r2ha", "r2hb"]),
  ]) func ranges(_ text: String, _ names: [String]) throws {
    #expect(try HostRange.hosts(text, at: nil).names == names)
  }

  @Test(arguments: ["web[1:]", "web[a:3]", "web[01:3]", "web[c:a]", "web[1:9:0]", "web[1", "web[0:99999999]"])
  func rangesThatCannotBeCounted(_ text: String) {
    #expect(throws: DiagnosticError.self) { try HostRange.hosts(text, at: nil) }
  }

  @Test(arguments: [
    ("a b=c", ["a", "b=c"]), ("a b='c d' # e", ["a", "b=c d"]), ("a b=c#d", ["a", "b=c"]),
    ("a b=\"x \\\" y\"", ["a", "b=x \" y"]), ("a\\ b c", ["a b", "c"]),
  ]) func words(_ line: String, _ expected: [String]) throws {
    #expect(try ShellWords.split(line).map(\.text) == expected)
  }

  @Test(arguments: [
    ("a:b:!c", ["a", "b", "!c"]), ("a,b[1:2], c", ["a", "b[1:2]", "c"]), ("web[0:1]:&prod", ["web[0:1]", "&prod"]),
    ("::1", ["::1"]), ("web1:22", ["web1:22"]),
  ]) func patterns(_ text: String, _ parts: [String]) { #expect(HostPattern.split(text) == parts) }
}
