import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem
import Testing

@testable import FleetModules

/// A machine whose programs answer from a table; what is not in it fails the test.
private func machine(_ answers: [String: String], isCheck: Bool = false, _ seen: @escaping (String) -> Void = { _ in })
  -> Machine
{
  Machine(context: ModuleContext(isCheck: isCheck)) { command throws(SystemError) in
    let line = command.arguments.joined(separator: " ")
    seen(line)
    guard let answer = answers.first(where: { line.hasPrefix($0.key) }) else {
      return CommandOutput(stdout: "", stderr: "unexpected: \(line)", status: 1)
    }
    return CommandOutput(stdout: answer.value)
  }
}

@Suite struct PackageTests {
  @Test func wishesAreTakenApart() {
    #expect(AptCache.Wish("nginx=1.2*").version == "1.2*")
    #expect(AptCache.Wish("nginx>=1.2").comparison == ">=")
    #expect(AptCache.Wish("nginx>=1.2").name == "nginx")
    #expect(AptCache.Wish("libc6:i386").name == "libc6:i386")
  }

  @Test(.enabled(if: Command.locate("apt-get") != nil))
  func installedPackagesCostOneLook() throws {
    var lines: [String] = []
    let machine = machine(["dpkg-query": "htop\tamd64\tinstalled\t3.2.2-2\n"]) { lines.append($0) }
    let module = try AptModule.decode(["name": ["htop"]])
    let result = try module.run(on: machine)
    #expect(!result.changed)
    #expect(lines.count == 1)
  }

  @Test(.enabled(if: Command.locate("apt-get") != nil))
  func checkModeSimulates() throws {
    var lines: [String] = []
    let policy =
      "tree:\n  Installed: (none)\n  Candidate: 2.1.0-1\n  Version table:\n     2.1.0-1 500\n        500 http://x\n"
    let machine = machine(["dpkg-query": "", "apt-cache": policy, "apt-get": "done"], isCheck: true) {
      lines.append($0)
    }
    let result = try AptModule.decode(["name": "tree"]).run(on: machine)
    #expect(result.changed)
    #expect(lines.last?.contains("--simulate install -- tree=2.1.0-1") == true)
  }

  @Test func sourceLinesAreNormalised() {
    #expect(AptSourceList.Line("deb   [a=b]  http://x  y")?.text == "deb [a=b] http://x y")
    #expect(AptSourceList.Line("# deb http://x y")?.isEnabled == false)
    #expect(
      AptSourceList.suggestedName("deb [arch=amd64] https://u:p@download.docker.com/linux/debian bookworm stable")
        == "download_docker_com_linux_debian")
  }

  @Test func armourGoesRound() {
    let bytes: [UInt8] = (0..<200).map { UInt8($0) }
    let text = OpenPGP.armoured(bytes)
    #expect(OpenPGP.binary(Array(text.utf8)) == bytes)
    #expect(OpenPGP.keys(in: [1, 2, 3]) == nil)
  }

  @Test func requirementsAreCompared() {
    let list = ["Requests==2.31.0", "ruamel.yaml==0.17"]
    #expect(PipRequirement("requests").isSatisfied(by: list))
    #expect(PipRequirement("requests>=2.20,<3").isSatisfied(by: list))
    #expect(!PipRequirement("requests==2.30").isSatisfied(by: list))
    #expect(PipRequirement("ruamel-yaml[x]~=0.15").isSatisfied(by: list))
    #expect(!PipRequirement("absent").isSatisfied(by: list))
  }
}
