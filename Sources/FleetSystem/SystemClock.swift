import CSystem
import Glibc

/// The time and the waiting, replaceable in tests.
package struct SystemClock: Sendable {
  /// The wall clock.
  package var now: @Sendable () -> Timestamp
  /// Seconds that never go backwards, from an unspecified start.
  package var monotonic: @Sendable () -> Double
  /// Waits that many seconds.
  package var sleep: @Sendable (Double) -> Void

  package init(
    now: @escaping @Sendable () -> Timestamp, monotonic: @escaping @Sendable () -> Double,
    sleep: @escaping @Sendable (Double) -> Void
  ) {
    self.now = now
    self.monotonic = monotonic
    self.sleep = sleep
  }

  /// The machine's own clock.
  package static let system = SystemClock(
    now: { Timestamp(SystemClock.read(CLOCK_REALTIME)) },
    monotonic: { Timestamp(SystemClock.read(CLOCK_MONOTONIC)).double },
    sleep: { seconds in
      var rest = Timestamp(max(0, seconds)).timespec
      var left = rest
      while nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
    })

  private static func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    clock_gettime(clock, &time)
    return time
  }
}
