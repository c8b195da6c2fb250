import FleetCore
import FleetInventory
import FleetJinja
import FleetPlaybook
import FleetTestSupport
import FleetVariables
import Testing

/// `Tests/Cases/variables`: what each `debug` task shows on each host; the answers are ansible-core's.
struct VariableCases {
  @Test(arguments: CaseFile.all("variables"))
  func cases(_ test: CaseFile) throws {
    let folder = try CaseFolder(test)
    let options = test.first("options")?.text.split(separator: "\n").map(String.init) ?? []
    let extraVars = options.filter { $0.hasPrefix("-e ") }.map { String($0.dropFirst(3)) }
    let loading = try Loading(extraVars: extraVars)
    var settings = VariableSettings()
    settings.playbookDirectory = folder.path
    settings.mergesHashes = options.contains("hash_behaviour=merge")
    let inventory = try Inventory.load(
      sources: [folder.file("hosts")], options: InventoryOptions(templates: loading.engine))
    let run = DryRun(
      loading, inventory: inventory, extraVars: try ExtraVariables.load(extraVars, with: loading.reader),
      settings: settings)
    try run.run(try loading.loader.load(folder.file("site.yml")))
    let text = run.lines.map { line in
      line.split(separator: folder.path, omittingEmptySubsequences: false).joined(separator: "FOLDER") + "\n"
    }.joined()
    let block = try #require(test.first("shown"))
    if CaseFile.isUpdating, text != block.text {
      try test.update(block, with: text)
    } else {
      #expect(text == block.text, "\(test)")
    }
  }
}
