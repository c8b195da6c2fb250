package import FleetInventory

/// The inventory answers what the variable layers ask.
extension Inventory: InventoryVariables {
  package func hosts(matchingAny patterns: [String]) throws -> [String] {
    try hosts(matching: patterns.joined(separator: ","), ignoringLimit: true).hosts
  }
}
