import Testing

@testable import FleetTransport

@Suite struct GateTests {
  /// Callers that do not prefer the loop change executors at every step: none may be left waiting, and never may two
  /// be inside.
  @Test(.timeLimit(.minutes(1)), arguments: [2, 20]) func everyoneGetsThroughOneAtATime(callers: Int) async {
    let loop = IOLoop()
    defer { loop.stop() }
    let gate = Gate(1, on: loop)
    let room = Room()
    await withTaskGroup { group in
      for _ in 0..<callers {
        group.addTask {
          for _ in 0..<4000 / callers {
            await gate.enter()
            await room.step(1)
            await room.step(-1)
            await gate.leave()
          }
        }
      }
    }
    #expect(await room.visits == 4000)
    #expect(await room.most == 1)
  }
}

/// Counts who is inside.
private actor Room {
  private var inside = 0
  var most = 0
  var visits = 0

  func step(_ change: Int) {
    inside += change
    most = max(most, inside)
    if change > 0 { visits += 1 }
  }
}
