import Glibc
import Synchronization

/// A thread that takes turns with whoever started it: only one of the two runs at a time, so that neither needs locks,
/// except while the thread is away for work that touches nothing of the other's.
package final class SideThread: @unchecked Sendable {
  private enum State { case waiting, running, away, back, done }

  private static let stackBytes = 8 << 20
  private static let current: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()
  private static let runsElsewhere = Atomic<Int>(0)

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let body: @Sendable () -> Void
  private var state = State.waiting
  private var onReturn: (@Sendable () -> Void)?

  /// Starts the thread; `body` begins with the first turn. Where no thread can be had it runs in the caller's.
  package init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, Self.stackBytes)
    let owner = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let fault = pthread_create(
      &thread, &attributes,
      { pointer in
        if let pointer { Unmanaged<SideThread>.fromOpaque(pointer).takeRetainedValue().main() }
        return nil
      }, owner.toOpaque())
    pthread_attr_destroy(&attributes)
    guard fault != 0 else { return }
    owner.release()
    body()
    state = .done
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Lets the thread run until it is done (true) or goes away for a while (false).
  package func takeTurn() -> Bool {
    locked {
      if state == .done { return true }
      set(.running)
      while state == .running { pthread_cond_wait(changed, mutex) }
      return state == .done
    }
  }

  /// Calls when the thread that went away wants its next turn.
  package func whenBack(_ call: @escaping @Sendable () -> Void) {
    let isBack = locked {
      if state != .back { onReturn = call }
      return state == .back
    }
    if isBack { call() }
  }

  // MARK: work that takes long

  /// Work that may keep its thread waiting and touches nothing that others use, such as a program that a template
  /// runs. A side thread gives its turn away meanwhile.
  package static func away<Result>(_ work: () throws -> Result) rethrows -> Result {
    guard let pointer = pthread_getspecific(current) else {
      runsElsewhere.add(1, ordering: .relaxed)
      return try work()
    }
    let thread = Unmanaged<SideThread>.fromOpaque(pointer).takeUnretainedValue()
    thread.locked { thread.set(.away) }
    defer { thread.comeBack() }
    return try work()
  }

  /// How often such work kept a thread waiting that takes no turns.
  package static var waits: Int { runsElsewhere.load(ordering: .relaxed) }

  private func comeBack() {
    let call = locked {
      set(.back)
      defer { onReturn = nil }
      return onReturn
    }
    call?()
    waitForTurn()
  }

  // MARK: the thread

  private func main() {
    pthread_setspecific(Self.current, Unmanaged.passUnretained(self).toOpaque())
    waitForTurn()
    body()
    locked { set(.done) }
  }

  private func waitForTurn() {
    locked { while state != .running { pthread_cond_wait(changed, mutex) } }
  }

  private func set(_ new: State) {
    state = new
    pthread_cond_broadcast(changed)
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}
