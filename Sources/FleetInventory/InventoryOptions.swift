import FleetCore
package import FleetJinja
package import FleetVault
import FleetYAML

/// What the reading of an inventory needs to know, mostly from the settings.
package struct InventoryOptions: Sendable {
  /// What happens to group names that are no variable names (`force_valid_group_names`).
  package enum GroupNamePolicy: String, Sendable, CaseIterable {
    case always, never, ignore, silently
  }

  package var templates: TemplateEngine
  package var vault: Vault
  package var redactor: Redactor?
  /// Files of a folder that are no inventories; the defaults are Ansible's.
  package var ignoredExtensions = InventoryDefaults.ignoredExtensions
  /// Regular expressions over file names of a folder.
  package var ignoredPatterns: [String] = []
  package var groupNamePolicy = GroupNamePolicy.never
  package var scriptTimeoutSeconds = 300.0
  /// Every source must be there and be read (`any_unparsed_is_failed`); else a warning says what was not.
  package var failsOnUnreadableSource = true
  /// At least one source must be read (`unparsed_is_failed`).
  package var failsWithoutSource = false
  /// Whether nothing that was read is worth a warning (`inventory_unparsed_warning`).
  package var warnsWithoutSource = true
  /// `enable_plugins`, by their short names.
  package var plugins = InventoryDefaults.plugins
  /// `hash_behaviour = merge`: a variable that is set again is merged with what it was.
  package var mergesHashes = false

  package init(templates: TemplateEngine, vault: Vault = Vault(), redactor: Redactor? = nil) {
    self.templates = templates
    self.vault = vault
    self.redactor = redactor
  }

  func isEnabled(_ plugin: String) -> Bool { plugins.contains(plugin) }

  /// `-e`, for plugins with `use_extra_vars`.
  package var extraVars: VariableTable?
  /// `inventory_plugins.use_extra_vars`.
  package var usesExtraVars = false

  /// Compiles a value of a YAML file; what is encrypted is opened when it is needed.
  func compile(_ node: YAMLNode) throws(DiagnosticError) -> TemplatedValue {
    try TemplatedValue.compile(node, with: templates) { (node: YAMLNode) throws(DiagnosticError) -> TemplatedValue in
      let text = VaultedText(node.scalar?.text ?? "", at: node.span, vault: vault, redactor: redactor)
      try text.check()
      return .vaulted(text)
    }
  }
}
