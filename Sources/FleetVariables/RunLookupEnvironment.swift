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
    guard pluginType == nil, let found = variables.settings.catalog?.resolved(name) else { return nil }
    return (JinjaValue(found.value), found.origin)
  }

  func hosts(matching patterns: [String]) throws -> [String] {
    try variables.inventory.hosts(matchingAny: patterns)
  }
}
