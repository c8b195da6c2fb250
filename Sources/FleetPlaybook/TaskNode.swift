package import FleetCore

/// A list of tasks is a tree of these.
package enum TaskNode: Sendable {
  case task(PlayTask)
  case block(Block)
}

/// A block with its rescue and always parts. Its keywords are already merged into the tasks below it; `context` serves
/// only what the engine asks of the block itself.
package final class Block: Sendable {
  package let name: Keyword<String>?
  package let tasks: [TaskNode]
  package let rescue: [TaskNode]
  package let always: [TaskNode]
  /// What the tasks inside inherit, the block's own keywords included.
  package let context: TaskContext
  package let span: Span

  package init(
    name: Keyword<String>?, tasks: [TaskNode], rescue: [TaskNode], always: [TaskNode], context: TaskContext,
    span: Span
  ) {
    self.name = name
    self.tasks = tasks
    self.rescue = rescue
    self.always = always
    self.context = context
    self.span = span
  }
}

extension Sequence<TaskNode> {
  /// Every task, depth first: a block's tasks, then its rescue, then its always.
  package var allTasks: [PlayTask] {
    flatMap { node in
      switch node {
      case .task(let task): [task]
      case .block(let block): block.tasks.allTasks + block.rescue.allTasks + block.always.allTasks
      }
    }
  }
}
