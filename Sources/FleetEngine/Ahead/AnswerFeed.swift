import FleetProtocol
import FleetTransport
import Synchronization

/// Requests on their way to one machine, of one task or of several that were sent together, and the answers as they
/// arrive. One task waits at a time.
final class AnswerFeed: Sendable {
  private struct State {
    var answers: [ModuleResult?]
    var arrived = 0
    var fault: ConnectionError?
    var isOver = false
    var waiter: (count: Int, continuation: CheckedContinuation<Void, Never>)?
  }

  let requests: [TaskRequest]
  private let state: Mutex<State>

  init(_ requests: [TaskRequest]) {
    self.requests = requests
    state = Mutex(State(answers: Array(repeating: nil, count: requests.count)))
  }

  /// Sends the requests and takes the answers until the last.
  func exchange(over connection: any Connection, contents: ContentStore) async {
    do throws(ConnectionError) {
      try await connection.perform(requests, contents: contents) { index, result in self.take(result, at: index) }
      end(nil)
    } catch {
      end(error)
    }
  }

  /// Ends the feed where no connection can be made.
  func end(_ fault: ConnectionError?) {
    let waiter = state.withLock { state in
      state.isOver = true
      state.fault = fault
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.continuation.resume()
  }

  private func take(_ result: ModuleResult, at index: Int) {
    let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
      if state.answers[index] == nil { state.arrived += 1 }
      state.answers[index] = result
      guard let waiter = state.waiter, state.arrived >= waiter.count else { return nil }
      state.waiter = nil
      return waiter.continuation
    }
    waiter?.resume()
  }

  /// The answers to some of the requests, once all of them are there. Throws what became of the connection before.
  func answers(to range: Range<Int>) async throws(ConnectionError) -> [ModuleResult] {
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        if state.isOver || state.arrived >= range.upperBound { return true }
        state.waiter = (range.upperBound, continuation)
        return false
      }
      if isReady { continuation.resume() }
    }
    let (found, fault) = state.withLock { ($0.answers[range].compactMap(\.self), $0.fault) }
    if found.count == range.count { return found }
    guard let fault else { throw ConnectionError(.agent, "the agent gave no answer for this step") }
    throw fault
  }

  /// Whether the connection broke before any of these requests was answered, and none of them can have been begun:
  /// the task may be tried anew.
  func isUntouched(_ range: Range<Int>) -> Bool {
    state.withLock { state in
      guard let fault = state.fault, range.lowerBound > state.arrived else { return false }
      return !requests[range].contains { fault.unknownSteps.contains($0.step) }
    }
  }
}
