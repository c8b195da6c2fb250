import Glibc

/// A moment of the monotonic clock until which something may take.
package struct Deadline: Sendable, Hashable, Comparable {
  /// Nanoseconds of the monotonic clock.
  let nanoseconds: UInt64

  init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  package static func after(seconds: Double) -> Deadline {
    let bounded = min(max(seconds, 0), 1e9)
    return Deadline(nanoseconds: now().nanoseconds + UInt64(bounded * 1e9))
  }

  package static func now() -> Deadline {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Deadline(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  package var isPast: Bool { nanoseconds <= Deadline.now().nanoseconds }

  /// Whether it passed at least that many seconds ago.
  func isPast(by seconds: Double) -> Bool {
    let now = Deadline.now().nanoseconds
    return nanoseconds <= now && now - nanoseconds >= UInt64(seconds * 1e9)
  }

  package static func < (left: Deadline, right: Deadline) -> Bool { left.nanoseconds < right.nanoseconds }
}
