import FleetProtocol

/// The tasks of a host that are prepared, and mostly sent, before their turn, in the order of the play.
@EngineActor struct HostAhead {
  private var ready: [ReadyTask] = []

  var isEmpty: Bool { ready.isEmpty }

  mutating func add(_ tasks: [ReadyTask]) { ready += tasks }

  /// The task if it is the next one that is ready. When another is, the host went elsewhere than was foreseen, which
  /// only a failure can make it do: the agent has then not begun what was sent.
  mutating func take(_ step: Step) -> ReadyTask? {
    guard let first = ready.first else { return nil }
    guard first.step === step else {
      ready = []
      return nil
    }
    return ready.removeFirst()
  }

  mutating func forget() { ready = [] }

  /// Whether the next one is this task and the machine has done it, or may have: it is to be shown even when the run
  /// was broken off meanwhile.
  func wasCarriedOut(_ step: Step) async -> Bool {
    guard let first = ready.first, first.step === step, let feed = first.feed, first.requestCount > 0 else {
      return false
    }
    do {
      return try await feed.answers(to: first.range).contains { !$0.notRun }
    } catch {
      return !feed.isUntouched(first.range)
    }
  }
}
