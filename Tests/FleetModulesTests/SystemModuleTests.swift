import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem
import Testing

@testable import FleetModules

@Suite struct SystemModuleTests {
  @Test func unitsAreParsed() {
    let text = "Id=a.service\nExecStart={ path=/bin/x ; argv[]=/bin/x\n more }\nDescription={ odd\nLoadState=loaded\n"
    let properties = SystemdUnit.parse(text)
    #expect(properties["LoadState"] == "loaded")
    #expect(properties["Description"] == "{ odd")
    #expect(properties["ExecStart"] == "{ path=/bin/x ; argv[]=/bin/x\n more }")
  }

  @Test(arguments: [
    ("$6$abc$" + String(repeating: "a", count: 86), false), ("plain", true), ("*", false), ("!", false),
    ("$6$abc$short", true), ("$y$j9T$salt$" + String(repeating: "b", count: 43), false), ("", false),
  ])
  func hashesAreTold(_ text: String, _ isPlain: Bool) { #expect(PasswordHash.looksPlain(text) == isPlain) }

  @Test func keysKeepTheLinesOfOthers() throws {
    let text = "# remark\nssh-rsa AAAA old@x\ncommand=\"a b\",no-pty ssh-ed25519 BBBB c\n"
    var keys = AuthorizedKeys(text)
    let same = try #require(AuthorizedKeys.Key("ssh-rsa AAAA old@x"))
    keys.put(same)
    #expect(keys.text == text)
    let options = try #require(AuthorizedKeys.Key("no-pty ssh-rsa AAAA old@x"))
    keys.put(options)
    #expect(keys.text.contains("no-pty ssh-rsa AAAA old@x\n"))
    let other = try #require(AuthorizedKeys.Key("command=\"a b\",no-pty ssh-ed25519 BBBB c"))
    #expect(other.options == "command=\"a b\",no-pty")
    keys.keep([other])
    #expect(keys.text == "# remark\ncommand=\"a b\",no-pty ssh-ed25519 BBBB c\n")
    #expect(AuthorizedKeys.Key("not a key") == nil)
  }

  @Test func cronFilesAreEdited() throws {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-cron-")
    defer { try? FileSystem.removeTree(folder) }
    let path = folder + "/jobs"
    func run(_ arguments: ValueMap, isCheck: Bool = false) throws -> Bool {
      var all: ValueMap = ["cron_file": .string(path), "user": "root"]
      all.merge(arguments)
      return try CronModule.decode(all).run(on: Machine(context: ModuleContext(isCheck: isCheck))).changed
    }
    #expect(try run(["name": "a", "job": "/bin/a", "minute": "5"], isCheck: true))
    #expect(!FileSystem.exists(path))
    #expect(try run(["name": "a", "job": "/bin/a", "minute": "5"]))
    #expect(try !run(["name": "a", "job": "/bin/a", "minute": "5"]))
    #expect(try run(["name": "MAILTO", "env": true, "job": "x"]))
    #expect(try FileSystem.readText(path) == "MAILTO=\"x\"\n#Ansible: a\n5 * * * * root /bin/a\n")
    #expect(try run(["name": "MAILTO", "env": true, "state": "absent"]))
    #expect(try run(["name": "a", "state": "absent"]))
    #expect(!FileSystem.exists(path))
    #expect(throws: ModuleFailure.self) { try run(["name": "a", "job": "x", "special_time": "daily", "hour": "1"]) }
  }

  @Test func sysctlFilesAreEdited() throws {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-sysctl-")
    defer { try? FileSystem.removeTree(folder) }
    let path = folder + "/s.conf"
    try FileSystem.create(path, with: Array("# remark\nvm.swappiness = 60\nx.y=1\n".utf8))
    func run(_ arguments: ValueMap) throws -> Bool {
      var all: ValueMap = ["sysctl_file": .string(path), "reload": false]
      all.merge(arguments)
      return try SysctlModule.decode(all).run(on: Machine()).changed
    }
    #expect(try !run(["name": "vm.swappiness", "value": 60]))
    #expect(try run(["name": "vm.swappiness", "value": "10"]))
    #expect(try run(["name": "a.b", "value": true]))
    #expect(try run(["name": "x.y", "state": "absent"]))
    #expect(try FileSystem.readText(path) == "# remark\nvm.swappiness=10\na.b=1\n")
    #expect(throws: (any Error).self) { try run(["name": "a.b"]) }
  }

  @Test(arguments: [
    ("a*", "abc", true), ("a?c", "abc", true), ("[!a]bc", "abc", false), ("[a-c]*", "b", true),
    ("*.fact", "x.fac", false),
    ("*b*c", "abbbc", true), ("[", "[", true),
  ])
  func patternsFollowFnmatch(_ pattern: String, _ text: String, _ isMatch: Bool) {
    #expect(ShellPattern(pattern).matches(text) == isMatch)
  }
}
