import FleetCore
import FleetProtocol
import Synchronization

@testable import FleetTransport

/// Gathers what a connection answers.
final class Answers: Sendable {
  private let gathered = Mutex<[(index: Int, result: ModuleResult)]>([])

  var indexes: [Int] { gathered.withLock { $0.map(\.index) } }
  var results: [ModuleResult] { gathered.withLock { $0.map(\.result) } }
  var outputs: [String] { results.map { $0.values["stdout"]?.string ?? $0.message ?? "" } }

  func take(_ index: Int, _ result: ModuleResult) { gathered.withLock { $0.append((index, result)) } }
}

extension Connection {
  /// Performs and gathers.
  func answers(_ requests: [TaskRequest], contents: ContentStore = ContentStore()) async throws -> Answers {
    let answers = Answers()
    try await perform(requests, contents: contents) { answers.take($0, $1) }
    return answers
  }
}

/// A step that runs a shell line.
func shell(_ step: UInt64, _ line: String, after earlier: UInt64? = nil) -> TaskRequest {
  var request = TaskRequest(step: step, module: "shell", arguments: ["_raw_params": .string(line)])
  if let earlier { request.condition = .ifOK(earlier) }
  return request
}
