package import FleetCore
package import FleetInventory

/// What the command line and the configuration say about variables: constant during a run.
package struct VariableSettings: Sendable {
  /// Absolute folder of the playbook: `playbook_dir`.
  package var playbookDirectory = "."
  package var configFile: String?
  /// `hash_behaviour = merge`.
  package var mergesHashes = false
  /// `inject_facts_as_vars`.
  package var injectsFacts = true
  package var isCheckMode = false
  package var isDiffMode = false
  package var verbosity = 0
  package var forks = 50
  package var runTags = ["all"]
  package var skipTags: [String] = []
  package var limit: String?
  /// `ansible_inventory_sources`.
  package var inventorySources: [String] = []
  /// The interpreter on the control machine: `ansible_playbook_python`.
  package var pythonPath = "/usr/bin/python3"
  /// The version of Ansible whose behaviour is followed: `ansible_version`.
  package var version = (major: 2, minor: 19, revision: 0)
  /// `playbook_vars_root`: whether `group_vars` beside the playbook count.
  package var readsPlaybookVariables = true
  /// Facts of earlier runs (`fact_caching`); nil keeps none.
  package var factCache: FactCache?
  /// What options say of the connection (`-u`, `-k`), as the weakest variables; data, never templates.
  package var connection: ValueMap = [:]
  /// The settings by name, for the lookup `config`.
  package var catalog: SettingCatalog?

  package init() {}
}
