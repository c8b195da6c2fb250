package import FleetCore

/// What happens in a run, in order. The engine emits these and formats nothing; listeners make text, JSON and rows of
/// them.
package enum RunEvent: Sendable {
  case runStarted(RunHeading)
  case playbookStarted(path: String)
  case playStarted(PlayHeading)
  /// The play's pattern matched nobody.
  case noHostsMatched
  case taskStarted(TaskHeading)
  /// One host begins the task.
  case hostStarted(host: String, TaskHeading)
  /// One item of a loop is done on one host.
  case itemFinished(TaskOutcome)
  /// An attempt of `until` failed and will be repeated.
  case taskRetrying(TaskOutcome, attemptsLeft: Int)
  /// A task is done on one host, all its items included.
  case taskFinished(TaskOutcome)
  case included(file: String, hosts: [String], itemLabel: String?, by: TaskHeading)
  case handlerNotified(handler: String, host: String)
  /// Every host of the play has failed or is unreachable.
  case noHostsLeft
  /// A line for the user that is neither a result nor a warning.
  case message(String)
  case warning(String)
  case diagnostics([Diagnostic])
  case runFinished(RunStatistics)
}

/// Receives the events of a run, on the engine's executor, in order.
package protocol RunListener: AnyObject, Sendable {
  @EngineActor func receive(_ event: RunEvent)
}

/// The executor that the whole control side of a run lives on: no locks, no data races, one thing after the other.
@globalActor package actor EngineActor {
  package static let shared = EngineActor()
}
