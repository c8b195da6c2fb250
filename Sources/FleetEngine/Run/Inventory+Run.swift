package import FleetCore
package import FleetInventory

/// The engine's live inventory: patterns, `add_host`, `group_by`.
extension Inventory: RunInventory {
  package func hosts(matching pattern: String) throws(DiagnosticError) -> [String] {
    try hosts(matching: pattern, ignoringLimit: false).hosts
  }

  package func unmatched(in pattern: String) throws(DiagnosticError) -> [String] {
    try hosts(matching: pattern, ignoringLimit: false).unmatched
  }

  package func addHost(_ name: String, groups: [String], variables: ValueMap) throws(DiagnosticError) -> Bool {
    try add(host: name, groups: groups, variables: variables)
  }

  package func addGroup(_ group: String, parents: [String], host: String) throws(DiagnosticError) -> Bool {
    try add(host: host, toGroup: group, parents: parents)
  }
}
