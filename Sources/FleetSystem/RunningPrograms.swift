import Glibc
import Synchronization

/// The programs that this process has started and waits for: Ctrl-C ends them, and no other is started.
package enum RunningPrograms {
  private struct State {
    var groups: Set<pid_t> = []
    var isInterrupted = false
  }

  private static let state = Mutex(State())

  static var isInterrupted: Bool { state.withLock { $0.isInterrupted } }

  static func add(_ process: pid_t) {
    guard process > 0 else { return }
    let isLate = state.withLock { state in
      state.groups.insert(process)
      return state.isInterrupted
    }
    if isLate { kill(-process, SIGTERM) }
  }

  static func remove(_ process: pid_t) { _ = state.withLock { $0.groups.remove(process) } }

  /// Ends what runs now, with all of its children.
  package static func interrupt() {
    let groups = state.withLock { state in
      state.isInterrupted = true
      return state.groups
    }
    for group in groups { kill(-group, SIGTERM) }
  }
}
