import FleetCore

/// One task as a walk through a play meets it.
struct TaskVisit {
  let task: PlayTask
  let play: Play
  /// Grows along the way, so that what a task defines can be told to come before another or behind it.
  let position: Int
  /// A condition, a loop or a rescue around the task may keep it from running, or its failure is no matter.
  let isDoubtful: Bool
  /// What stands around the task makes it doubtful, whatever its own keywords say.
  let isAroundDoubtful: Bool
  /// The task stands in an include that loops: what comes behind it in the file may have run before.
  let mayRepeat: Bool
  /// It comes from a dynamic include.
  let isDynamic: Bool
  /// The variables that loops of includes around the task set.
  let loopNames: Set<String>
  /// The task that ends the play for certain before this one.
  let end: PlayTask?
}

/// What a walk tells on its way.
protocol TaskVisitor: AnyObject {
  func meet(_ visit: TaskVisit)
  /// A role of a dynamic include, before its tasks.
  func enter(_ role: Role)
  /// An include that surely fails.
  func miss(_ faults: [Diagnostic], _ visit: TaskVisit)
  /// An include whose file or role is only known during the run.
  func lose(_ visit: TaskVisit)
}
