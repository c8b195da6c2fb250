import FleetJinja
import FleetVault

/// What lookups ask of a run.
final class RunLookupEnvironment: LookupEnvironment {
  private let variables: RunVariables

  init(_ variables: RunVariables) { self.variables = variables }

  var baseDirectory: String { variables.settings.playbookDirectory }
  var vault: Vault { variables.vault }
  func hosts(matching patterns: [String]) throws -> [String] {
    try variables.inventory.hosts(matchingAny: patterns)
  }
}
