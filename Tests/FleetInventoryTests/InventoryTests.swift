import FleetCore
import FleetJinja
import FleetSystem
import Testing

@testable import FleetInventory

/// Inventories from files in a folder of their own: patterns, faults, scripts, changes during a run.
@Suite struct InventoryTests {
  private func options() -> InventoryOptions {
    InventoryOptions(templates: TemplateEngine(registry: FunctionRegistry()))
  }

  /// Runs `body` with the paths of files that hold these texts; those that begin with `#!` may be executed.
  private func with<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "inventory-test-")
    defer { try? FileSystem.removeTree(folder) }
    for (name, text) in files {
      let path = FilePath.join(folder, name)
      _ = try FileSystem.makeDirectories(FilePath.folder(of: path))
      try FileSystem.create(path, with: Array(text.utf8), mode: text.hasPrefix("#!") ? 0o755 : 0o644)
    }
    return try body(folder)
  }

  private func load(_ files: [String: String], _ source: String = "hosts") throws -> Inventory {
    try with(files) { try Inventory.load(sources: [FilePath.join($0, source)], options: options()) }
  }

  private func fault(_ files: [String: String], _ source: String = "hosts") -> Diagnostic? {
    do {
      _ = try load(files, source)
      return nil
    } catch { return (error as? DiagnosticError)?.diagnostics.first }
  }

  static let site = """
    solo
    [web]
    web[1:3]
    [db]
    db1
    db2
    web3
    [prod:children]
    web
    db
    [none]
    """

  @Test(arguments: [
    ("all", ["solo", "web1", "web2", "web3", "db1", "db2"]), ("web:&db", ["web3"]), ("prod:!db", ["web1", "web2"]),
    ("web[0]", ["web1"]), ("web[-1]", ["web3"]), ("web[1:]", ["web2", "web3"]), ("web[0:1]", ["web1", "web2"]),
    ("~(db|web)1", ["web1", "db1"]), ("*1", ["web1", "db1"]), ("!web", ["solo", "db1", "db2"]),
    ("localhost", ["localhost"]), ("db2,web1", ["db2", "web1"]), ("nobody", []), ("db[!1]", ["db2"]),
    ("none", []), ("ungrouped", ["solo"]),
  ]) func patterns(_ pattern: String, _ hosts: [String]) throws {
    #expect(try load(["hosts": Self.site]).hosts(matching: pattern).hosts == hosts)
  }

  @Test func limits() throws {
    let inventory = try load(["hosts": Self.site])
    try inventory.setLimit("web1,db*")
    #expect(try inventory.hosts(matching: "prod").hosts == ["web1", "web3", "db1", "db2"])
    #expect(try inventory.hosts(matching: "prod", ignoringLimit: true).hosts.count == 5)
    #expect(throws: DiagnosticError.self) { try inventory.setLimit("nobody") }
    #expect(try inventory.hosts(matching: "nobody,web1").unmatched == ["nobody"])
  }

  @Test func faultsHaveTheirPlace() {
    let circle = fault(["hosts": "[a:children]\nb\n[b:children]\na\n"])
    #expect(circle?.code == .circularGroups)
    let undefined = fault(["hosts": "[a:children]\nnope\n"])
    #expect(undefined?.span?.line == 2)
    #expect(fault(["hosts": "web1 foo\n"])?.span?.column == 6)
    #expect(fault(["hosts": "web1 a='x\n"])?.code == .invalidInventory)
    #expect(fault(["hosts.yml": "all:\n  hosts:\n    - web1\n"], "hosts.yml")?.span?.line == 3)
    #expect(fault(["hosts.yml": "plugin: nosuch\n"], "hosts.yml")?.code == .inventoryPlugin)
    #expect(fault([:], "missing")?.code == .noInventory)
    #expect(fault(["hosts": "web1\n", "group_vars/all.yml": "- a\n"])?.code == .invalidVariableFile)
  }

  @Test func scripts() throws {
    let answer = "{\"web\": {\"hosts\": [\"a\"]}, \"_meta\": {\"hostvars\": {\"a\": {\"x\": \"{{ y }}\"}}}}"
    let inventory = try load(["inv": "#!/bin/sh\necho '\(answer)'\n"], "inv")
    #expect(inventory.hostNames == ["a"])
    // What a script prints is data and never a template.
    #expect(inventory.hostVariables("a")?["x"]?.value.literal == "{{ y }}")
    for script in ["echo '{'", "exit 3", "kill -9 $$", "echo '[]'", "echo '{\"web\": {\"hosts\": 1}}'", ":"] {
      #expect(fault(["inv": "#!/bin/sh\n\(script)\n"], "inv")?.code == .inventoryScript, "\(script)")
    }
  }

  @Test func scriptsThatHangAreEnded() throws {
    try with(["inv": "#!/bin/sh\nsleep 60\n"]) { folder in
      var options = options()
      options.scriptTimeoutSeconds = 0.2
      #expect(throws: DiagnosticError.self) {
        try Inventory.load(sources: [FilePath.join(folder, "inv")], options: options)
      }
    }
  }

  @Test func hostsThatTasksAdd() throws {
    let inventory = try load(["hosts": Self.site])
    let before = inventory.revision
    #expect(try inventory.add(host: "new", groups: ["fresh"], variables: ["a": 1]))
    #expect(try !inventory.add(host: "new", groups: ["fresh"], variables: ["a": 1]))
    #expect(inventory.revision > before)
    #expect(inventory.groupOrder(of: "new") == ["fresh"])
    #expect(try inventory.add(host: "solo", toGroup: "os_debian", parents: ["os"]))
    #expect(try inventory.hosts(matching: "os").hosts == ["solo"])
    #expect(inventory.groupOrder(of: "solo") == ["os", "os_debian"])
    #expect(throws: DiagnosticError.self) { try inventory.add(host: "nobody", toGroup: "g", parents: []) }
  }

  @Test func terraformState() throws {
    let state = """
      {"version": 4, "resources": [{"mode": "managed", "type": "hcloud_server", "name": "web",
        "provider": "provider[\\"registry.terraform.io/hetznercloud/hcloud\\"]",
        "instances": [{"index_key": 0, "attributes": {"name": "web1", "ipv4_address": "192.0.2.1",
          "labels": {"role": "web"}}}]},
        {"mode": "managed", "type": "hcloud_network", "name": "n", "instances": [{"attributes": {"name": "n"}}]}]}
      """
    let inventory = try load(
      [
        "terraform.yml": """
        plugin: cloud.terraform.terraform_state
        backend_type: local
        backend_config: {path: terraform.tfstate}
        hostnames: [name]
        """, "terraform.tfstate": state,
      ], "terraform.yml")
    #expect(inventory.hostNames == ["web1"])
    #expect(inventory.hostVariables("web1")?["ipv4_address"]?.value.literal == "192.0.2.1")
  }
}
