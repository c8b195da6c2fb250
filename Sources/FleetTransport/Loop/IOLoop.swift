import CSystem
import Glibc
import Synchronization

/// One thread with one epoll set. It is the serial executor of the actors that live on it and a task executor, so that
/// the code of a host can run there too without changing threads. State without a lock belongs to that thread.
package final class IOLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
  /// Why a wait ended.
  enum Wake: Sendable {
    case ready
    case timedOut
    /// The descriptor is about to be closed.
    case forgotten
  }

  private struct Waiter {
    let id: UInt64
    let events: UInt32
    let continuation: UnsafeContinuation<Wake, Never>
  }

  private struct Watch {
    var waiters: [Waiter] = []
    var isAdded = false
  }

  private struct Inbox {
    var jobs: [UnownedJob] = []
    var isSignalled = false
  }

  private static let eventsPerPoll = 256
  private static let always = EPOLLERR.rawValue | EPOLLHUP.rawValue

  private let poller = epoll_create1(Int32(EPOLL_CLOEXEC))
  private let bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
  private let inbox = Mutex(Inbox())
  private let threadID = Atomic<UInt>(0)
  private let isStopped = Atomic<Bool>(false)

  private var ready: [UnownedJob] = []
  private var watches: [Int32: Watch] = [:]
  private var timers = TimerHeap()
  private var lastWaiter: UInt64 = 0

  package init() {
    // A peer that is gone is an error of the write, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data(fd: bell))
    epoll_ctl(poller, EPOLL_CTL_ADD, bell, &event)
    var thread = pthread_t()
    let me = Unmanaged.passRetained(self)
    let status = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<IOLoop>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, me.toOpaque())
    precondition(status == 0, "no thread for the I/O loop: error \(status)")
    pthread_detach(thread)
  }

  package var isCurrent: Bool { threadID.load(ordering: .relaxed) == UInt(pthread_self()) }

  package func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    if isCurrent {
      ready.append(unowned)
      return
    }
    let mustRing = inbox.withLock { inbox in
      inbox.jobs.append(unowned)
      defer { inbox.isSignalled = true }
      return !inbox.isSignalled
    }
    if mustRing { ring() }
  }

  package func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
  package func checkIsolated() { precondition(isCurrent, "not on its I/O loop") }

  /// Ends the thread; nothing may live on the loop any more.
  package func stop() {
    isStopped.store(true, ordering: .releasing)
    ring()
  }

  private func ring() {
    var one: UInt64 = 1
    _ = write(bell, &one, 8)
  }

  private func run() {
    threadID.store(UInt(pthread_self()), ordering: .releasing)
    let serial = asUnownedSerialExecutor()
    let task = asUnownedTaskExecutor()
    var events = [epoll_event](repeating: epoll_event(), count: Self.eventsPerPoll)
    var batch: [UnownedJob] = []
    while !isStopped.load(ordering: .acquiring) {
      inbox.withLock { inbox in
        if !inbox.jobs.isEmpty {
          ready += inbox.jobs
          inbox.jobs.removeAll(keepingCapacity: true)
        }
        inbox.isSignalled = false
      }
      swap(&batch, &ready)
      for job in batch { job.runSynchronously(isolatedTo: serial, taskExecutor: task) }
      batch.removeAll(keepingCapacity: true)
      let count = epoll_wait(poller, &events, Int32(Self.eventsPerPoll), pollMilliseconds())
      for index in 0..<max(0, Int(count)) {
        let descriptor = events[index].data.fd
        if descriptor == bell {
          var value: UInt64 = 0
          _ = read(bell, &value, 8)
        } else {
          wake(descriptor, events[index].events)
        }
      }
      wakeDue()
    }
    close(poller)
    close(bell)
  }

  private func pollMilliseconds() -> Int32 {
    if !ready.isEmpty { return 0 }
    guard let earliest = timers.earliest else { return -1 }
    let now = Deadline.now()
    if earliest <= now { return 0 }
    return Int32(min((earliest.nanoseconds - now.nanoseconds) / 1_000_000 + 1, 60_000))
  }

  private func wake(_ descriptor: Int32, _ events: UInt32) {
    guard let watch = watches[descriptor] else { return }
    watches[descriptor]?.waiters.removeAll(keepingCapacity: true)
    for waiter in watch.waiters {
      if events & (waiter.events | Self.always) != 0 {
        waiter.continuation.resume(returning: .ready)
      } else {
        watches[descriptor]?.waiters.append(waiter)
      }
    }
    arm(descriptor)
  }

  private func wakeDue() {
    guard let earliest = timers.earliest else { return }
    let now = Deadline.now()
    guard earliest <= now else { return }
    while let entry = timers.popDue(at: now) {
      switch entry.target {
      case .sleeper(let continuation): continuation.resume()
      case .waiter(let descriptor, let id):
        guard let index = watches[descriptor]?.waiters.firstIndex(where: { $0.id == id }) else { continue }
        watches[descriptor]?.waiters.remove(at: index).continuation.resume(returning: .timedOut)
      }
    }
  }

  /// Asks epoll for what the waiters want, once.
  private func arm(_ descriptor: Int32) {
    guard let watch = watches[descriptor], !watch.waiters.isEmpty else { return }
    let wanted = watch.waiters.reduce(EPOLLONESHOT.rawValue) { $0 | $1.events }
    var event = epoll_event(events: wanted, data: epoll_data(fd: descriptor))
    var status = epoll_ctl(poller, watch.isAdded ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event)
    if status != 0, errno == ENOENT || errno == EEXIST {
      status = epoll_ctl(poller, errno == ENOENT ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event)
    }
    watches[descriptor]?.isAdded = status == 0
    // A descriptor that cannot be watched is always ready: the call on it tells what is wrong.
    if status != 0 { poke(descriptor) }
  }

  /// Waits until the descriptor can be read or written. Only from code that runs on this loop.
  ///
  /// A caller that looked at its state before must say in `hasChanged` whether that look is out of date: other code of
  /// the loop may run between the call and the beginning of the wait, and a `poke` in that time would be lost.
  func wait(
    _ descriptor: Int32, read: Bool, write: Bool, until deadline: Deadline? = nil,
    unless hasChanged: () -> Bool = { false }, isolation: isolated (any Actor)? = #isolation
  ) async -> Wake {
    await withUnsafeContinuation { continuation in
      checkIsolated()
      if hasChanged() { return continuation.resume(returning: .ready) }
      lastWaiter += 1
      let events = (read ? EPOLLIN.rawValue : 0) | (write ? EPOLLOUT.rawValue : 0)
      let waiter = Waiter(id: lastWaiter, events: events, continuation: continuation)
      watches[descriptor, default: Watch()].waiters.append(waiter)
      if let deadline {
        timers.insert(.init(deadline: deadline, target: .waiter(descriptor: descriptor, id: lastWaiter)))
      }
      arm(descriptor)
    }
  }

  /// Waits for a moment. Only from code that runs on this loop.
  func sleep(until deadline: Deadline, isolation: isolated (any Actor)? = #isolation) async {
    await withUnsafeContinuation { continuation in
      checkIsolated()
      timers.insert(.init(deadline: deadline, target: .sleeper(continuation)))
    }
  }

  /// Wakes everyone who waits for the descriptor: something other than epoll made progress there.
  func poke(_ descriptor: Int32) {
    guard let waiters = watches[descriptor]?.waiters, !waiters.isEmpty else { return }
    watches[descriptor]?.waiters.removeAll(keepingCapacity: true)
    for waiter in waiters { waiter.continuation.resume(returning: .ready) }
  }

  /// Forgets a descriptor that is about to be closed: its number will be used again.
  func forget(_ descriptor: Int32) {
    checkIsolated()
    guard let watch = watches.removeValue(forKey: descriptor) else { return }
    if watch.isAdded { epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, nil) }
    for waiter in watch.waiters { waiter.continuation.resume(returning: .forgotten) }
  }
}
