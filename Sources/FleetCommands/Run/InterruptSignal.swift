import Glibc
import Synchronization

/// Ctrl-C: the first asks the run to start no new steps, the second ends the program.
final class InterruptSignal: Sendable {
  private let action = Mutex<(@Sendable () -> Void)?>(nil)
  private let count = Atomic<Int>(0)

  /// Blocks SIGINT in all threads made from now on and waits for it in one of its own.
  init() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var thread = pthread_t()
    let owner = Unmanaged.passRetained(self)
    pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<InterruptSignal>.fromOpaque(pointer).takeRetainedValue().wait() }
        return nil
      }, owner.toOpaque())
    pthread_detach(thread)
  }

  func watch(_ action: @escaping @Sendable () -> Void) { self.action.withLock { $0 = action } }

  private func wait() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    while true {
      var number: Int32 = 0
      guard sigwait(&signals, &number) == 0 else { return }
      if count.add(1, ordering: .relaxed).oldValue > 0 { _exit(ExitCode.interrupted) }
      action.withLock { $0 }?()
    }
  }
}
