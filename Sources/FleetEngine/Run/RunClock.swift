import FleetCore
import Glibc

/// Time, injected so that tests need not wait.
package protocol RunClock: Sendable {
  /// Nanoseconds since the epoch.
  func now() -> UInt64
  /// Nanoseconds since some fixed point.
  func monotonic() -> UInt64
  func sleep(seconds: Double) async
}

/// The machine's own clock.
package struct SystemRunClock: RunClock {
  package init() {}

  package func now() -> UInt64 { read(CLOCK_REALTIME) }
  package func monotonic() -> UInt64 { read(CLOCK_MONOTONIC) }
  package func sleep(seconds: Double) async {
    let bounded = min(max(seconds, 0), Limits.longestWait)
    try? await Task.sleep(for: .milliseconds(Int(bounded * 1000)))
  }

  private func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
