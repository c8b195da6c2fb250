import FleetPlaybook
import FleetSystem

/// Evaluation that runs programs (`lookup('pipe', ...)`): those of several hosts run side by side, as in the forks of
/// Ansible.
extension TaskRunner {
  /// Evaluates something of the task. Where that was seen to wait for programs, it happens in a thread that takes turns
  /// with the engine: everything is still one after the other, but for the programs.
  func aside<Result>(_ body: @escaping @EngineActor () -> Result) async -> Result {
    guard hasOthers else { return body() }
    guard run.waitingSteps.contains(ObjectIdentifier(step)) else {
      let waits = SideThread.waits
      defer { if SideThread.waits != waits { run.waitingSteps.insert(ObjectIdentifier(step)) } }
      return body()
    }
    // The engine's executor is kept waiting during every turn of the thread: `body` runs in its place.
    let answer = Answer(unsafeBitCast(body, to: (() -> Result).self))
    let thread = SideThread { answer.find() }
    while !thread.takeTurn() {
      await withCheckedContinuation { continuation in thread.whenBack { continuation.resume() } }
    }
    return answer.value
  }
}

/// Carries a closure to a thread and its result back; the two never touch it at the same time.
private final class Answer<Result>: @unchecked Sendable {
  private let body: () -> Result
  private var found: Result?

  init(_ body: @escaping () -> Result) { self.body = body }

  func find() { found = body() }

  /// The result of a thread that is done.
  var value: Result { found ?? body() }
}
