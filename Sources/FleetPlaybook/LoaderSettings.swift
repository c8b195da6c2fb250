package import FleetJinja
import FleetModuleKit

/// What the command line and the configuration say about loading: constant during a run.
package struct LoaderSettings: Sendable {
  /// `roles_path`, after `roles/` beside the playbook.
  package var rolesPath: [String] = []
  /// `collections_path`: folders that hold `ansible_collections/`.
  package var collectionsPath: [String] = []
  /// `-e`: known when the names of static imports are evaluated.
  package var extraVars: VariableTable = .empty
  /// `duplicate_dict_key`: whether a key that is given twice is an error, a warning, or nothing.
  package var duplicateKeys = DuplicateKeyPolicy.warn
  /// Names of the catalog's modules and the engine's actions.
  package var moduleNames: Set<String> = []
  /// `private_role_vars`: whether the defaults and vars of a role are hidden from what is outside it. When
  /// nobody says so, those of static roles are seen and those of included ones are not.
  package var hidesRoleVars: Bool?

  package init() {}

  package enum DuplicateKeyPolicy: String, Sendable {
    case error, warn, ignore
  }

  /// Whether the name stands for a module, carried out or only known: tells a misspelt keyword from a module, and a
  /// short name from a full one.
  package func isModule(_ name: String) -> Bool { moduleNames.contains(name) || KnownModules.isShortName(name) }

  /// The catalog's name of a module as it was written: `copy` for `ansible.builtin.copy`.
  package func canonicalName(_ written: String) -> String {
    if isModule(written) { return written }
    guard let dot = written.lastIndex(of: ".") else { return written }
    let short = String(written[written.index(after: dot)...])
    let collection = String(written[..<dot])
    if collection == "ansible.builtin" || collection == "ansible.legacy" { return short }
    return ModuleNames.collections.contains(collection) && isModule(short) ? short : written
  }
}
