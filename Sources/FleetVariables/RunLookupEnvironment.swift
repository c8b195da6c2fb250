import FleetInventory
import FleetJinja
import FleetVault

/// What lookups ask of a run.
final class RunLookupEnvironment: LookupEnvironment {
  private let variables: RunVariables

  init(_ variables: RunVariables) { self.variables = variables }

  var baseDirectory: String { variables.settings.playbookDirectory }
  var vault: Vault { variables.vault }
  func setting(_ name: String, pluginType: String?, pluginName: String?) -> (value: JinjaValue, origin: String)? {
    let catalog = variables.settings.catalog
    let found: SettingCatalog.Resolved?
    if let pluginType, let pluginName {
      found = catalog?.resolved(name, type: pluginType, plugin: pluginName)
    } else {
      found = catalog?.resolved(name)
    }
    return found.map { (JinjaValue($0.value), $0.origin) }
  }

  func hosts(matching patterns: [String]) throws -> [String] {
    try variables.inventory.hosts(matchingAny: patterns)
  }
}
