import FleetPlaybook
import FleetVariables

/// A host while a play runs: whether it still takes part, what was notified, which roles it has done.
@EngineActor final class HostRun {
  enum Status { case active, failed, unreachable, ended }

  let name: String
  var status = Status.active
  /// Handler names and topics notified and not yet run, in the order they came.
  var notified: [String] = []
  /// Roles that ran at least one task (`duplicateKey`), and those that came to their end.
  var begunRoles: Set<String> = []
  var completedRoles: Set<String> = []
  /// A rescue is possible here: failures inside are counted as rescued.
  var rescueDepth = 0

  /// What was prepared and sent before its turn.
  var ahead = HostAhead()
  /// Whether its tasks are carried out on this computer; nil until one was prepared.
  var isNear: Bool?

  init(name: String) { self.name = name }

  func hasCompleted(_ role: Role?) -> Bool { role.map { completedRoles.contains($0.duplicateKey) } ?? false }

  var isActive: Bool { status == .active }

  func notify(_ names: [String]) {
    for name in names where !notified.contains(name) { notified.append(name) }
  }
}
