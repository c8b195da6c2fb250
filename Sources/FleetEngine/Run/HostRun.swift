import FleetPlaybook
import FleetVariables

/// A host while a play runs: where it stands, what was notified, which roles it has done.
@EngineActor final class HostRun {
  let name: String
  var cursor = HostCursor(blocks: [StepBlock(tasks: [])], part: .complete)
  /// Names and topics notified and not yet turned into handlers, in the order they came.
  private(set) var notifications: [String] = []
  /// Handlers that are to run.
  private var notified: Set<ObjectIdentifier> = []
  /// Roles that ran at least one task (`duplicateKey`), and those that came to their end.
  var begunRoles: Set<String> = []
  var completedRoles: Set<String> = []

  /// What was prepared and sent before its turn.
  var ahead = HostAhead()
  /// Whether its tasks are carried out on this computer; nil until one was prepared.
  var isNear: Bool?

  init(name: String) { self.name = name }

  var hasNotifications: Bool { !notifications.isEmpty || !notified.isEmpty }

  func notify(_ name: String) {
    if !notifications.contains(name) { notifications.append(name) }
  }

  func takeNotifications() -> [String] {
    defer { notifications = [] }
    return notifications
  }

  func isNotified(_ handler: Step) -> Bool { notified.contains(ObjectIdentifier(handler)) }

  /// False when the handler was notified before.
  func notify(_ handler: Step) -> Bool { notified.insert(ObjectIdentifier(handler)).inserted }

  /// The handler begins on this host.
  func forget(_ handler: Step) { notified.remove(ObjectIdentifier(handler)) }
}
