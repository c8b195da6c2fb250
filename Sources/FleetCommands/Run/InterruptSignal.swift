import CSystem
import FleetSystem
import Glibc
import Synchronization

/// Ctrl-C: the first asks the run to start no new steps, the second ends the program.
///
/// A handler and not a blocked signal: any thread may be the one that gets it, those that were there before too.
final class InterruptSignal: Sendable {
  /// A pipe with a byte for each signal; writing to it is all that the handler does.
  private static let bell: (reader: Int32, writer: Int32) = {
    var ends: [Int32] = [-1, -1]
    _ = fleet_pipe_cloexec(&ends)
    return (ends[0], ends[1])
  }()

  private let action = Mutex<(@Sendable () -> Void)?>(nil)

  /// Takes SIGINT over, unless the caller had it ignored, and waits for it in a thread of its own.
  init() {
    guard Self.bell.writer >= 0 else { return }
    var thread = pthread_t()
    let owner = Unmanaged.passRetained(self)
    pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<InterruptSignal>.fromOpaque(pointer).takeRetainedValue().wait() }
        return nil
      }, owner.toOpaque())
    pthread_detach(thread)
    var before = sigaction()
    sigaction(SIGINT, nil, &before)
    let ignored = unsafeBitCast(SIG_IGN, to: Int.self)
    guard unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) != ignored else { return }
    signal(SIGINT) { _ in
      let fault = errno
      var one: UInt8 = 1
      _ = write(InterruptSignal.bell.writer, &one, 1)
      errno = fault
    }
  }

  func watch(_ action: @escaping @Sendable () -> Void) { self.action.withLock { $0 = action } }

  private func wait() {
    var total = 0
    while true {
      var byte: UInt8 = 0
      guard read(Self.bell.reader, &byte, 1) == 1 else {
        if errno == EINTR { continue }
        return
      }
      total += 1
      if total > 1 { _exit(ExitCode.interrupted) }
      RunningPrograms.interrupt()
      action.withLock { $0 }?()
    }
  }
}
