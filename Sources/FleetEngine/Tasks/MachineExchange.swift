import FleetCore
import FleetProtocol
import FleetTransport
import Synchronization

/// Sends requests to a machine's agent and collects the answers.
@EngineActor struct MachineExchange {
  let run: RunContext

  /// The answers, in the requests' order. Throws `ConnectionError`.
  func perform(_ requests: [TaskRequest], on settings: ConnectionSettings) async throws -> [ModuleResult] {
    guard !requests.isEmpty else { return [] }
    let numbered = number(requests)
    let connection = try await run.provider.connection(for: settings)
    let answers = AnswerBox(count: requests.count)
    try await connection.perform(numbered, contents: run.contents) { index, result in answers.set(result, at: index) }
    return answers.all()
  }

  /// Gives every request its id. A condition refers to an earlier request of the same list by its position from 1,
  /// and is translated here.
  private func number(_ requests: [TaskRequest]) -> [TaskRequest] {
    var ids: [UInt64] = []
    return requests.map { request in
      var request = request
      request.step = run.nextStep()
      if case .ifOK(let position) = request.condition, position >= 1, Int(position) <= ids.count {
        request.condition = .ifOK(ids[Int(position) - 1])
      }
      ids.append(request.step)
      return request
    }
  }
}

/// Answers as they stream in from the transport's loop.
private final class AnswerBox: Sendable {
  private let answers: Mutex<[ModuleResult?]>

  init(count: Int) { answers = Mutex(Array(repeating: nil, count: count)) }

  func set(_ result: ModuleResult, at index: Int) { answers.withLock { $0[index] = result } }

  func all() -> [ModuleResult] {
    answers.withLock { $0.map { $0 ?? .failure("the agent gave no answer for this step") } }
  }
}
