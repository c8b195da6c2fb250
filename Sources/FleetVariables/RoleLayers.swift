import FleetJinja
import FleetPlaybook

/// The variables that roles bring, as lists of tables with the strongest first (Ansible's `Role.get_vars` and
/// `get_default_vars`).
enum RoleLayers {
  /// Own defaults, then those of the roles that led here (the nearest first), then those of the dependencies.
  static func defaults(of role: Role) -> [VariableTable] {
    [role.defaults] + role.parents.reversed().map(\.defaults)
      + role.dependencies.reversed().flatMap { $0.allRoles.reversed().map(\.defaults) }
  }

  /// What other tasks of the play see of a role: its vars and those of its dependencies.
  static func exportedVars(of role: Role) -> [VariableTable] {
    [role.vars] + role.dependencies.reversed().flatMap { $0.allRoles.reversed().map(\.vars) }
  }

  /// What a task of the role sees: `vars:` of the entry, own vars, the dependencies' vars, then vars of the roles that
  /// led here.
  static func vars(of role: Role) -> [VariableTable] {
    let own = (role.entryVars.map { [$0] } ?? []) + exportedVars(of: role)
    return own + role.parents.reversed().flatMap { [$0.vars] + ($0.entryVars.map { [$0] } ?? []) }
  }

  /// Parameters of the use, then those of the roles that led here.
  static func parameters(of role: Role) -> [VariableTable] {
    [role.parameters] + role.parents.reversed().map(\.parameters)
  }
}
