import FleetCore
import FleetPlaybook
import FleetTestSupport
import Testing

/// `Tests/Cases/playbook`: what is found before a run, and what a playbook is loaded as.
struct LoadingCases {
  /// Every mark `# error: CODE` is found at its line, and nothing else is; an `outline` block is what was loaded.
  @Test(arguments: CaseFile.all("playbook"))
  func cases(_ test: CaseFile) throws {
    let folder = try CaseFolder(test)
    let options = test.first("options")?.text.split(separator: "\n").map(String.init) ?? []
    let inventory = test.blocks("ini").first { $0.argument == "hosts" }.map { _ in
      Loading.Hosts.file(folder.file("hosts"))
    }
    let hosts = inventory ?? (test.first("world") == nil ? .unknown : .none)
    let loading = try Loading(
      rolesPath: [folder.file("shared-roles")], collectionsPath: [folder.file("collections-path")],
      extraVars: options.filter { $0.hasPrefix("-e ") }.map { String($0.dropFirst(3)) }, hosts: hosts)
    let (playbook, findings) = loading.findings(folder.file(test.first("playbook")?.argument ?? "site.yml"))
    #expect(folder.described(findings) == folder.expectedFindings, "\(test): \(findings.map(\.message))")
    for block in test.blocks("messages") {
      let messages = findings.map { finding in
        folder.shown(finding.message) + finding.help.map { " (\($0))" }.joined()
      }
      let text = messages.map { $0 + "\n" }.joined()
      if CaseFile.isUpdating, text != block.text {
        try test.update(block, with: text)
      } else {
        #expect(text == block.text, "\(test)")
      }
    }
    if let block = test.first("outline"), let playbook {
      let text = PlaybookOutline.text(playbook)
      if CaseFile.isUpdating, text != block.text {
        try test.update(block, with: text)
      } else {
        #expect(text == block.text, "\(test)")
      }
    }
  }
}
