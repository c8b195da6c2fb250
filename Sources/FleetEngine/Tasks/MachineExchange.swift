import FleetCore
import FleetProtocol
import FleetTransport

/// Sends requests to a machine's agent and collects the answers.
@EngineActor struct MachineExchange {
  let run: RunContext

  /// The answers, in the requests' order. Throws `ConnectionError`.
  func perform(_ requests: [TaskRequest], on settings: ConnectionSettings) async throws -> [ModuleResult] {
    guard !requests.isEmpty else { return [] }
    return try await send(number(requests), on: settings).answers(to: 0..<requests.count)
  }

  /// Sends numbered requests; whoever needs the answers takes them from the feed.
  func send(_ requests: [TaskRequest], on settings: ConnectionSettings?) -> AnswerFeed {
    let feed = AnswerFeed(requests)
    guard let settings, !requests.isEmpty else {
      feed.end(nil)
      return feed
    }
    let run = run
    Task { @EngineActor in
      do throws(ConnectionError) {
        for user in Self.leavingUsers(requests) { await run.provider.release(user: user, on: settings) }
        let connection = try await run.provider.connection(for: settings)
        await feed.exchange(over: connection, contents: run.contents)
      } catch {
        feed.end(error)
      }
    }
    return feed
  }

  /// Users that the requests remove: none of them may have a process of ours then.
  private static func leavingUsers(_ requests: [TaskRequest]) -> [String] {
    requests.compactMap { request in
      guard request.module == "user", request.arguments["state"] == "absent", !request.isCheck else { return nil }
      return (request.arguments["name"] ?? request.arguments["user"])?.string
    }
  }

  /// Gives every request its id. A condition refers to an earlier request of the same list by its position from 1,
  /// and is translated here.
  func number(_ requests: [TaskRequest]) -> [TaskRequest] {
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
