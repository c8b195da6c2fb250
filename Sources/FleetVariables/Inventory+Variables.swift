package import FleetInventory

/// The inventory answers what the variable layers ask.
extension Inventory: InventoryVariables {}
