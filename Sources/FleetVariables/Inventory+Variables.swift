package import FleetInventory

/// The inventory answers the variable layers itself.
extension Inventory: InventoryVariables {}
