package import FleetCore
package import FleetVariables

/// What a run asks of the inventory beyond its variables: patterns, and hosts and groups that tasks add.
package protocol RunInventory: InventoryVariables {
  /// The hosts of a pattern in order, after `--limit`. Throws for a pattern that cannot be read.
  func hosts(matching pattern: String) throws(DiagnosticError) -> [String]
  /// The parts of a pattern that mean no host and no group, to be warned about.
  func unmatched(in pattern: String) throws(DiagnosticError) -> [String]
  /// `meta: refresh_inventory`.
  func refresh() throws(DiagnosticError)
  /// `add_host`: true when anything changed.
  func addHost(_ name: String, groups: [String], variables: ValueMap) throws(DiagnosticError) -> Bool
  /// `group_by`: true when anything changed.
  func addGroup(_ group: String, parents: [String], host: String) throws(DiagnosticError) -> Bool
}
