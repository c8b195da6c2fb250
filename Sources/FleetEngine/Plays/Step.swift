import FleetCore
import FleetJinja
import FleetPlaybook

/// A task in the order of a running play. An included file gives new steps each time, so that a step, unlike a task,
/// stands in one place only.
@EngineActor final class Step {
  let task: PlayTask
  /// The variables that dynamic includes handed to the task; the innermost won.
  let locals: [String: JinjaValue]

  init(_ task: PlayTask, locals: [String: JinjaValue] = [:]) {
    self.task = task
    self.locals = locals
  }

  /// The word of a `meta` task.
  var meta: String? {
    guard task.action.kind == .meta, case .data(.string(let word))? = task.action.freeForm?.value else { return nil }
    return word.trimmed
  }
}

/// A list of steps is a tree of these.
enum StepNode {
  case step(Step)
  case block(StepBlock)
}

/// A block as hosts walk it. Immutable: an include gives the hosts that asked for it a copy with more in it.
@EngineActor final class StepBlock {
  let tasks: [StepNode]
  let rescue: [StepNode]
  let always: [StepNode]

  init(tasks: [StepNode], rescue: [StepNode] = [], always: [StepNode] = []) {
    self.tasks = tasks
    self.rescue = rescue
    self.always = always
  }

  /// The tree of loaded tasks as new steps.
  static func nodes(_ nodes: [TaskNode], locals: [String: JinjaValue] = [:]) -> [StepNode] {
    nodes.map { node in
      switch node {
      case .task(let task): .step(Step(task, locals: locals))
      case .block(let block):
        .block(
          StepBlock(
            tasks: self.nodes(block.tasks, locals: locals), rescue: self.nodes(block.rescue, locals: locals),
            always: self.nodes(block.always, locals: locals)))
      }
    }
  }

  /// Every step, depth first: the order in which the linear strategy goes.
  static func steps(of nodes: [StepNode]) -> [Step] {
    nodes.flatMap { node in
      switch node {
      case .step(let step): [step]
      case .block(let block): block.steps
      }
    }
  }

  var steps: [Step] { Self.steps(of: tasks) + Self.steps(of: rescue) + Self.steps(of: always) }
}
