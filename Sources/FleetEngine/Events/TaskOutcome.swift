package import FleetCore
package import FleetProtocol

/// The seven states of the field, less the two that are only counted (rescued, ignored).
package enum TaskStatus: String, Sendable, Hashable {
  case ok, changed, failed, unreachable, skipped
}

/// What a task, or one item of it, came to on one host: judged, and safe to show.
package struct TaskOutcome: Sendable {
  package var task: TaskHeading
  package var host: String
  /// Where it was really carried out, when delegated: the name and the address.
  package var delegate: (name: String, address: String)?
  package var status: TaskStatus
  /// The result as `register` would hold it, censored where it must not be shown.
  package var result: ValueMap
  /// The label of a loop's item, as text.
  package var itemLabel: String?
  package var isLoop = false
  package var ignoresErrors = false
  package var ignoresUnreachable = false
  /// Shown in full at any verbosity (`debug`).
  package var isAlwaysVerbose = false
  package var diffs: [ModuleResult.Diff] = []
  package var warnings: [String] = []
  /// What is wrong, with its place in the user's files.
  package var diagnostics: [Diagnostic] = []
  /// The reason of a failure, for the default output.
  package var fault: TaskFault?
  /// Nanoseconds since the epoch.
  package var startedAt: UInt64 = 0
  package var finishedAt: UInt64 = 0

  /// Something changed, whatever else is to be said.
  package var isChanged: Bool { result["changed"]?.isTruthy == true }

  package init(task: TaskHeading, host: String, status: TaskStatus, result: ValueMap) {
    self.task = task
    self.host = host
    self.status = status
    self.result = result
  }
}
