import FleetCore
package import FleetInventory
package import FleetJinja
package import FleetVault

/// What the static check knows beside the playbook: the inventory, the variables of the command line, the purpose.
package struct CheckWorld: Sendable {
  package let engine: TemplateEngine
  package let vault: Vault
  package let inventory: Inventory
  /// Somebody named an inventory: what it does not define is not defined.
  package var isInventoryGiven = false
  /// Extra and magic variables.
  package var names: Set<String> = []
  /// Folders with modules of the user's own.
  package var libraryFolders: [String] = []
  /// A fact cache on disk may bring variables of earlier runs.
  package var keepsFacts = false
  /// The check stands before a run: what no host or tag chooses is not refused.
  package var isRunning = false
  /// Whether the tags of the command line choose a task.
  package var selects: @Sendable (PlayTask) -> Bool = { _ in true }

  package init(engine: TemplateEngine, vault: Vault, inventory: Inventory) {
    self.engine = engine
    self.vault = vault
    self.inventory = inventory
  }

  /// Names that the inventory defines for any host or group.
  var inventoryNames: Set<String> {
    var names: Set<String> = []
    for group in inventory.groupNames + ["all"] {
      names.formUnion(inventory.groupVariables(group)?.names ?? [])
      for table in inventory.groupFiles(group) { names.formUnion(table.names) }
    }
    for host in inventory.hostNames {
      names.formUnion(inventory.hostVariables(host)?.names ?? [])
      for table in inventory.hostFiles(host) { names.formUnion(table.names) }
    }
    return names
  }
}
