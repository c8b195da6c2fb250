import FleetCore
import Glibc

/// A machine's claim to be connected.
final class Seat: @unchecked Sendable {
  // All of it belongs to the loop's thread.
  fileprivate var busy = 0
  fileprivate var isOpen = false
  fileprivate var isClosing = false
  fileprivate var lastUse: UInt64 = 0
  /// Ends what is open to the machine.
  var close: @Sendable () async -> Void = {}
}

/// Bounds the machines that are connected at the same time by the files that may be open: the one that was idle longest
/// makes room, and is dialled again when it has something to do.
actor SessionBudget {
  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// Files that the program itself, lookups and the bastions need.
  private static let reserve = 96
  /// A session's socket, and the relay's end of it where it goes through a bastion.
  private static let filesPerMachine = 2

  private let capacity: Int
  private let warn: @Sendable (String) -> Void
  private var open: [Seat] = []
  private var waiting: [UnsafeContinuation<Void, Never>] = []
  private var clock: UInt64 = 0
  /// How often somebody who waits had reason to look again.
  private var changes: UInt64 = 0

  init(capacity: Int, on loop: IOLoop, warn: @escaping @Sendable (String) -> Void) {
    self.capacity = max(1, capacity)
    self.loop = loop
    self.warn = warn
  }

  /// As many as the process may have after asking for all that it is allowed.
  static func capacity() -> Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0 else { return Limits.connectedMachines }
    if limit.rlim_cur < limit.rlim_max {
      limit.rlim_cur = min(limit.rlim_max, rlim_t(Limits.openFiles))
      setrlimit(resource, &limit)
      getrlimit(resource, &limit)
    }
    let files = Int(min(limit.rlim_cur, rlim_t(Limits.openFiles)))
    return min(Limits.connectedMachines, max(4, (files - reserve) / filesPerMachine))
  }

  /// Waits until the machine may be connected; each call wants a `release`.
  func take(_ seat: Seat) async {
    seat.busy += 1
    while !seat.isOpen {
      let mark = changes
      if seat.isClosing {
        await wait(since: mark)
      } else if open.count < capacity {
        seat.isOpen = true
        open.append(seat)
      } else if let idle = open.filter({ $0.busy == 0 }).min(by: { $0.lastUse < $1.lastUse }) {
        warn(
          "at most \(capacity) machines are connected at the same time: idle ones are disconnected, which costs time "
            + "(the limit of open files decides: `ulimit -n`)")
        idle.isOpen = false
        open.removeAll { $0 === idle }
        idle.isClosing = true
        await idle.close()
        idle.isClosing = false
        wakeAll()
      } else {
        await wait(since: mark)
      }
    }
  }

  /// Waits for a change. One may come on the way into the wait, which can change executors: then there is no waiting.
  private func wait(since mark: UInt64) async {
    await withUnsafeContinuation { continuation in
      if changes == mark { waiting.append(continuation) } else { continuation.resume() }
    }
  }

  private func wakeAll() {
    changes += 1
    let all = waiting
    waiting = []
    for continuation in all { continuation.resume() }
  }

  func release(_ seat: Seat) {
    clock += 1
    seat.lastUse = clock
    seat.busy -= 1
    if seat.busy == 0 { wakeAll() }
  }
}
