import FleetCore
import FleetTestSupport
import Testing

@testable import FleetCommands

/// Every option of Ansible's programs, as recorded from their own parsers, is taken by the command that stands for it.
@Suite struct RecordedOptionsTests {
  /// Options that are not taken: a signature that was asked to be verified must not pass unseen.
  private let refused: Set<String> = [
    "--keyring", "--disable-gpg-verify", "--signature", "--required-valid-signature-count",
    "--ignore-signature-status-code", "--ignore-signature-status-codes",
  ]

  private func command(_ path: String) -> CommandForm? {
    let words = path.split(separator: " ").map(String.init)
    let form = FleetProgram.commands.first { $0.name == words[0] }
    guard words.count > 1, words[0] != "galaxy" else { return form }
    return form?.parts.first { $0.name == words[1] }
  }

  @Test func everyOptionOfAnsibleIsTaken() throws {
    let record = try JSONReader.read(Repository.text("Tests/Recorded/options.json"))
    let programs = try #require(record.map)
    #expect(programs.count > 15)
    for (path, options) in programs {
      let form = try #require(command(path.string ?? ""), "\(path)")
      for option in options.list ?? [] {
        let takesValue = option.map?["takesValue"] == .bool(true)
        for name in (option.map?["names"]?.list ?? []).compactMap(\.string) where !refused.contains(name) {
          guard let own = form.options.first(where: { $0.names.contains(name) }) else {
            Issue.record("\(path.string ?? "") does not take \(name)")
            continue
          }
          #expect((own.placeholder != nil) == takesValue, "\(form.name) \(name)")
        }
      }
    }
  }
}
