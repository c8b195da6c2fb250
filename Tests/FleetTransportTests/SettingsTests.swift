import FleetSystem
import Glibc
import Testing

@testable import FleetTransport

@Suite struct SettingsTests {
  private func resolver(_ config: String, _ others: [String: String] = [:]) throws -> SSHRouteResolver {
    let home = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-config-")
    mkdir("\(home)/.ssh", 0o700)
    try FileSystem.create("\(home)/.ssh/config", with: Array(config.utf8))
    for (name, text) in others { try FileSystem.create("\(home)/.ssh/\(name)", with: Array(text.utf8)) }
    defer { try? FileSystem.removeTree(home) }
    return SSHRouteResolver(client: SSHClient(home: home, user: "me", systemConfig: "/nonexistent"))
  }

  private func settings(_ address: String, _ arguments: [String] = []) -> ConnectionSettings {
    var settings = ConnectionSettings(hostName: address, address: address)
    settings.sshArguments = arguments
    return settings
  }

  @Test func firstValueWinsAndKeysGather() throws {
    let resolver = try resolver(
      """
      # comment
      Host web* !web9
        HostName 10.0.0.%h
        User deploy
        Port=2222
        IdentityFile ~/.ssh/one
      Host *
        User other
        IdentityFile "~/.ssh/two"
        StrictHostKeyChecking accept-new
        ConnectTimeout 1m
      """)
    let target = try resolver.route(for: settings("web1")).route.target
    #expect(target.host == "10.0.0.web1")
    #expect(target.user == "deploy")
    #expect(target.port == 2222)
    #expect(target.keyFiles.map { $0.split(separator: "/").last } == ["one", "two"])
    #expect(target.hostKeyPolicy == .acceptNew)
    // Ansible always gives ssh its own timeout, which comes before the file's.
    #expect(target.connectTimeoutSeconds == settings("web1").connectTimeoutSeconds)
    #expect(try resolver.route(for: settings("web9")).route.target.user == "other")
  }

  @Test func settingsComeBeforeConfiguration() throws {
    let resolver = try resolver("Host *\n User other\n Port 1\n StrictHostKeyChecking no\n")
    var given = settings("a", ["-o", "ConnectTimeout=3", "-oPort=77"])
    given.user = "admin"
    given.checksHostKeys = true
    let target = try resolver.route(for: given).route.target
    #expect(target.user == "admin")
    #expect(target.port == 77)
    #expect(target.connectTimeoutSeconds == 3)
    #expect(target.hostKeyPolicy == .strict)
    given.checksHostKeys = false
    #expect(try resolver.route(for: given).route.target.hostKeyPolicy == .off)
  }

  @Test func includesStayWithinTheirBlock() throws {
    let resolver = try resolver(
      "Host a\n Include more\nHost b\n User bee\n", ["more": "User fromMore\nHost c\n User never\n"])
    #expect(try resolver.route(for: settings("a")).route.target.user == "fromMore")
    #expect(try resolver.route(for: settings("b")).route.target.user == "bee")
    #expect(try resolver.route(for: settings("c")).route.target.user == "me")
  }

  @Test func matchBlocksThatAreNotUnderstoodAreToldAndPassedOver() throws {
    let resolver = try resolver("Match exec \"true\"\n User wrong\nMatch host x\n User ex\nMatch all\n Port 9\n")
    let found = try resolver.route(for: settings("x"))
    #expect(found.route.target.user == "ex")
    #expect(found.route.target.port == 9)
    #expect(found.warnings.count == 1)
    #expect(found.warnings.first?.contains("config:1") == true)
  }

  @Test(arguments: [
    ["-J", "ops@bastion:2200"], ["-o", "ProxyJump=ops@bastion:2200"],
    ["-o", "ProxyCommand=ssh -W %h:%p -q -p 2200 ops@bastion"],
    ["-o", "ProxyCommand=\"ssh -o StrictHostKeyChecking=yes -l ops -p 2200 -W '[%h]:%p' bastion\""],
  ]) func bastionIsFound(_ arguments: [String]) throws {
    let route = try resolver("Host bastion\n HostName 10.0.1.20\n").route(for: settings("10.0.2.10", arguments)).route
    #expect(route.hops.map(\.place) == ["ops@10.0.1.20:2200"])
    #expect(route.target.proxyCommand == nil)
  }

  @Test func chainsAndJumpsOfJumps() throws {
    let resolver = try resolver("Host inner\n ProxyJump outer\nHost outer\n User gate\nHost loop\n ProxyJump loop\n")
    let route = try resolver.route(for: settings("x", ["-J", "inner,last"])).route
    #expect(route.hops.map(\.place) == ["gate@outer", "me@inner", "me@last"])
    #expect(throws: ConnectionError.self) { try resolver.route(for: settings("loop")) }
    #expect(try resolver.route(for: settings("inner", ["-o", "ProxyJump=none"])).route.hops.isEmpty)
  }

  @Test func otherProxyCommandsAreKept() throws {
    let route = try resolver("Host *\n ProxyCommand nc %h %p\n").route(for: settings("h")).route
    #expect(route.target.proxyCommand == "nc h 22")
  }

  @Test func optionsWithoutEffectAreListed() {
    let arguments = SSHArguments(words: [
      "-C", "-o", "ControlMaster=auto", "-o", "ControlPersist=60s", "-tt", "-L", "1:2:3", "-o", "RemoteCommand=x", "-A",
    ])
    #expect(arguments.ignored == ["-L 1:2:3", "-o RemoteCommand", "-A"])
  }

  @Test func wordsSurviveTheShell() {
    #expect(Words.split(#"a 'b c' "d \"e" f\ g"#) == ["a", "b c", "d \"e", "f g"])
    #expect(Words.split(Words.quote("it's")) == ["it's"])
  }

  @Test func patterns() {
    #expect(HostPattern.matches("web-12.prod", ["*.prod"]))
    #expect(HostPattern.matches("web1", ["we?1"]))
    #expect(!HostPattern.matches("web1", ["*", "!web1"]))
    #expect(!HostPattern.matches("web", ["web?"]))
  }
}
