package import FleetCore
import FleetJinja
package import FleetPlaybook

/// A play while it runs: which hosts are in it now, what was asked at its start, which roles are known so far.
/// Immutable; the engine makes the next one when something changes (`with`).
package final class PlayContext: Sendable {
  package let play: Play
  /// `ansible_play_hosts_all`: every host of the pattern and limit.
  package let allHosts: [String]
  /// `ansible_play_hosts`: those that have not failed.
  package let hosts: [String]
  /// `ansible_play_batch`: those of the present `serial` batch that have not failed.
  package let batch: [String]
  /// Answers to `vars_prompt`.
  package let prompted: ValueMap
  /// Roles whose defaults and vars every task sees: the play's, and those of `include_role` with `public`.
  package let publicRoles: [Role]
  /// The play's evaluated name, `ansible_play_name`.
  package let name: String
  /// Defaults and vars of the public roles, the strongest first.
  let roleDefaults: [VariableTable]
  let roleVars: [VariableTable]

  package init(
    play: Play, name: String? = nil, allHosts: [String], hosts: [String]? = nil, batch: [String]? = nil,
    prompted: ValueMap = [:], publicRoles: [Role]? = nil
  ) {
    self.play = play
    self.name = name ?? play.displayName
    self.allHosts = allHosts
    self.hosts = hosts ?? allHosts
    self.batch = batch ?? hosts ?? allHosts
    self.prompted = prompted
    let roles = publicRoles ?? play.publicRoles
    self.publicRoles = roles
    roleDefaults = roles.reversed().flatMap(RoleLayers.defaults)
    roleVars = roles.reversed().flatMap(RoleLayers.exportedVars)
  }

  /// The same play with other hosts or roles.
  package func with(hosts: [String]? = nil, batch: [String]? = nil, publicRoles: [Role]? = nil) -> PlayContext {
    PlayContext(
      play: play, name: name, allHosts: allHosts, hosts: hosts ?? self.hosts, batch: batch ?? self.batch,
      prompted: prompted, publicRoles: publicRoles ?? self.publicRoles)
  }
}
