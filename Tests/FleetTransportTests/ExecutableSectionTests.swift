import Testing

@testable import FleetTransport

@Suite struct ExecutableSectionTests {
  @Test func aSectionIsFoundByItsWholeName() {
    let loader = ExecutableSection.bytes(of: ".interp", in: "/bin/sh")
    #expect(loader.map { String(decoding: $0, as: UTF8.self) }?.hasPrefix("/lib") == true)
    #expect(ExecutableSection.bytes(of: ".inter", in: "/bin/sh") == nil)
    #expect(ExecutableSection.bytes(of: ".fleet_agent", in: "/bin/sh") == nil)
  }

  @Test func whatIsNoSuchFileHasNone() {
    #expect(ExecutableSection.bytes(of: ".interp", in: "/etc/passwd") == nil)
    #expect(ExecutableSection.bytes(of: ".interp", in: "/dev/null") == nil)
    #expect(ExecutableSection.bytes(of: ".interp", in: "/nowhere") == nil)
  }
}
