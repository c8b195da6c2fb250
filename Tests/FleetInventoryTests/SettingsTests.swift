import FleetCore
import FleetSystem
import Testing

@testable import FleetInventory

/// ansible.cfg and the environment.
@Suite struct SettingsTests {
  private func read(_ text: String, _ environment: [String: String] = [:]) throws -> SettingsReader.Reading {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "settings-test-")
    defer { try? FileSystem.removeTree(folder) }
    try FileSystem.create(FilePath.join(folder, "ansible.cfg"), with: Array(text.utf8), mode: 0o644)
    return try SettingsReader(environment: environment, directory: folder).read()
  }

  @Test func environmentOverFileOverDefault() throws {
    let text = "[defaults]\nforks = 7 ; many\nremote_user: bob\n[ssh_connection]\nssh_args = -o A=b\n   -o C=d\n"
    let settings = try read(text, ["ANSIBLE_REMOTE_USER": "eve", "ANSIBLE_HOST_KEY_CHECKING": "no"]).settings
    #expect(settings.forks == 7)
    #expect(settings.remoteUser == "eve")
    #expect(!settings.checksHostKeys)
    #expect(settings.timeout == 10)
    #expect(settings.sshArguments == "-o A=b\n-o C=d")
  }

  @Test func pathsAreRelativeToTheFile() throws {
    let settings = try read("[defaults]\nroles_path = roles:/srv/roles\n").settings
    #expect(settings.rolesPath.first?.hasSuffix("/roles") == true)
    #expect(settings.rolesPath.last == "/srv/roles")
  }

  @Test func unknownKeysAreOneWarning() throws {
    let warnings = try read("[defaults]\nfork = 3\nhost_key_cheking = no\n[mine]\nx = 1\n").warnings
    #expect(warnings.count == 1)
    #expect(warnings.first?.message.contains("host_key_cheking") == true)
    #expect(warnings.first?.help.contains { $0.contains("host_key_checking") } == true)
  }

  @Test func valuesThatDoNotFit() {
    #expect(throws: DiagnosticError.self) { try read("[defaults]\nforks = many\n") }
    #expect(throws: DiagnosticError.self) { try read("", ["ANSIBLE_GATHERING": "never"]) }
    #expect(throws: DiagnosticError.self) { try read("forks = 3\n") }
  }

  @Test func folderThatEverybodyMayWriteTo() throws {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "settings-test-")
    defer { try? FileSystem.removeTree(folder) }
    try FileSystem.create(FilePath.join(folder, "ansible.cfg"), with: Array("[defaults]\nforks=1\n".utf8))
    try FileSystem.setMode(folder, 0o777)
    let reading = try SettingsReader(environment: [:], directory: folder).read()
    #expect(reading.settings.forks == 50)
    #expect(reading.warnings.first?.code == .unsafeSettings)
  }
}
