/// Asks before each task whether it shall run (`--step`).
package protocol TaskStepper: Sendable {
  /// `name` is the task with its kind, as Ansible asks for it.
  func isWanted(_ name: String) async -> StepAnswer
}

/// What the user said to a step.
package enum StepAnswer: Sendable {
  case run, skip
  /// Run it, and ask no more.
  case runAll
}
