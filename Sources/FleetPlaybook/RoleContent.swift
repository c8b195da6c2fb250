import Synchronization

/// The tasks and handlers of a role: they point back to the role, so they are put in right after it is made.
package final class RoleContent: Sendable {
  private struct Lists: Sendable {
    var tasks: [TaskNode] = []
    var handlers: [PlayTask] = []
  }
  private let lists = Mutex(Lists())

  package init() {}

  package var tasks: [TaskNode] { lists.withLock { $0.tasks } }
  package var handlers: [PlayTask] { lists.withLock { $0.handlers } }

  package func set(tasks: [TaskNode], handlers: [PlayTask]) {
    lists.withLock {
      $0.tasks = tasks
      $0.handlers = handlers
    }
  }
}
