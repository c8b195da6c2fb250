package import FleetJinja

/// What the variable layers ask of an inventory. The engine's live inventory answers; `add_host` and `group_by` change
/// it while a run goes on, and `revision` with it.
package protocol InventoryVariables: Sendable {
  /// Grows with every change.
  var revision: Int { get }
  /// Every host, in the inventory's order.
  var hostNames: [String] { get }
  /// Every group with all its hosts (also those of child groups): the variable `groups`, `all` and `ungrouped` inside.
  var groupMembers: [(name: String, hosts: [String])] { get }
  /// Whether a host of this name is there, `localhost` included when it stands for the control machine.
  func contains(host: String) -> Bool
  /// The host's groups without `all`, the weakest first (depth, then priority, then name).
  func groupOrder(of host: String) -> [String]
  /// The variables of a group (`all` too) or host in the inventory itself.
  func groupVariables(_ group: String) -> VariableTable?
  func hostVariables(_ host: String) -> VariableTable?
  /// The files of `group_vars/` and `host_vars/` beside the inventory sources, the weakest first.
  func groupFiles(_ group: String) -> [VariableTable]
  func hostFiles(_ host: String) -> [VariableTable]
  /// The hosts that patterns choose, in the inventory's order, whatever the limit.
  func hosts(matchingAny patterns: [String]) throws -> [String]
  /// The source that named the host: `inventory_file` and `inventory_dir`.
  func inventoryFile(of host: String) -> String?
  func inventoryDirectory(of host: String) -> String?
}
