/// How the bastions before a machine are used (`fleet_bastion_*`). The defaults stay far below what sshd bears: one
/// login is one of MaxStartups' ten, and forwarded channels do not count as MaxSessions' sessions.
package struct BastionLimits: Sendable, Hashable {
  /// Logged-in connections to one bastion, over which the machines behind it are spread (`fleet_bastion_connections`).
  package var connections = 1
  /// Machines behind one bastion that are dialled at the same time (`fleet_bastion_parallel`).
  package var parallelDials = 50
  /// New connections a second through one bastion (`fleet_bastion_rate`); 0 for no bound.
  package var dialsPerSecond: Double = 0
  /// Seconds for which a bastion that is too busy is asked again, and one that was lost is waited for
  /// (`fleet_bastion_patience`).
  package var patienceSeconds: Double = 60
  /// The last bastion's password (`fleet_bastion_password`).
  package var password: Secret?

  package init() {}
}
