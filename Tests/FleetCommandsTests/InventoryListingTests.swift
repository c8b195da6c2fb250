import FleetCore
import FleetInventory
import FleetJinja
import FleetSystem
import FleetTestSupport
import Testing

@testable import FleetCommands

/// `Tests/Cases/inventory`: listings equal those of ansible-inventory, byte for byte.
@Suite struct InventoryListingTests {
  @Test(arguments: CaseFile.all("inventory").filter { $0.first("sources") != nil })
  func `case`(_ file: CaseFile) throws {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "listing-test-")
    defer { try? FileSystem.removeTree(folder) }
    for block in file.blocks where !["sources", "json", "graph", "toml-listing"].contains(block.kind) {
      let path = FilePath.join(folder, block.argument)
      _ = try FileSystem.makeDirectories(FilePath.folder(of: path))
      try FileSystem.create(path, with: Array(block.text.utf8), mode: block.text.hasPrefix("#!") ? 0o755 : 0o644)
    }
    let sources = try #require(file.first("sources")).text.split(separator: "\n").map { source in
      source.contains(",") ? String(source) : FilePath.join(folder, String(source))
    }
    var request = RunRequest()
    request.inventorySources = sources
    let run = try RunSession(request)
    let listing = InventoryListing(
      inventory: run.inventory, extraVars: .empty, isExport: true, mergesHashes: false,
      playbookVariables: try PlaybookVariables(folder: folder + "/none", run: run))
    let json = JSONWriter(indent: 4, sortsKeys: true).write(try listing.json()) + "\n"
    #expect(json == file.first("json")?.text)
    // Nothing was recorded where a variable has no value, which TOML cannot say.
    if let written = file.first("toml-listing")?.text, written.isEmpty {
      #expect(throws: DiagnosticError.self) { try InventoryTOML.text(listing.toml()) }
    } else if let written = file.first("toml-listing")?.text {
      #expect(try InventoryTOML.text(listing.toml()) == written)
    }
    let plain = InventoryListing(
      inventory: run.inventory, extraVars: .empty, isExport: false, mergesHashes: false,
      playbookVariables: try PlaybookVariables(folder: folder + "/none", run: run))
    #expect(try plain.graph("all", showsVariables: true) + "\n" == file.first("graph")?.text)
  }
}
