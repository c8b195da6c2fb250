import FleetJinja

/// The variables of a host and its groups from inventory and files, the strongest first, in Ansible's default order
/// (`VARIABLE_PRECEDENCE`): inventory `all`, inventory groups, then for `all` and for groups the files beside the
/// inventory and beside the playbook, then the host likewise.
struct HostTables: Sendable {
  let tables: [VariableTable]

  init(host: String, inventory: any InventoryVariables, playbook: PlaybookVariableFiles?) {
    let groups = inventory.groupOrder(of: host)
    var weakestFirst: [VariableTable] = []
    if let all = inventory.groupVariables("all") { weakestFirst.append(all) }
    weakestFirst += groups.compactMap(inventory.groupVariables)
    weakestFirst += inventory.groupFiles("all") + (playbook?.groupFiles("all") ?? [])
    weakestFirst += groups.flatMap(inventory.groupFiles)
    weakestFirst += groups.flatMap { playbook?.groupFiles($0) ?? [] }
    if let own = inventory.hostVariables(host) { weakestFirst.append(own) }
    weakestFirst += inventory.hostFiles(host) + (playbook?.hostFiles(host) ?? [])
    tables = weakestFirst.reversed().filter { !$0.isEmpty }
  }
}
