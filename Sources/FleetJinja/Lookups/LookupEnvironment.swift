package import FleetVault

/// What lookups need from outside: the play's folder, vault passwords, the inventory, settings. A scope offers it.
package protocol LookupEnvironment: AnyObject {
  /// The folder of the playbook; programs run there, passwords and relative paths start there.
  var baseDirectory: String { get }
  /// Opens vaulted files.
  var vault: Vault { get }
  /// The names of the inventory hosts that patterns choose, in inventory order.
  func hosts(matching patterns: [String]) throws -> [String]
  /// The value of a setting as `ansible-config` names it and where it came from; nil for one that is not known.
  func setting(_ name: String, pluginType: String?, pluginName: String?) -> (value: JinjaValue, origin: String)?
  /// Says something to the user that is no error.
  func warn(_ message: String)
}

extension LookupEnvironment {
  package func setting(
    _ name: String, pluginType: String?, pluginName: String?
  ) -> (value: JinjaValue, origin: String)? { nil }
  package func warn(_ message: String) {}
}

extension EvaluationContext {
  /// What the scope offers to lookups; nil in tests and tools without a play.
  package var lookupEnvironment: (any LookupEnvironment)? { scope.lookupEnvironment }
}
