/// A number of places that those who work hold; the others wait in a queue.
@EngineActor final class Turns {
  private var free: Int
  private var queue: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = max(1, count) }

  func take() async {
    if free > 0 {
      free -= 1
      return
    }
    await withCheckedContinuation { queue.append($0) }
  }

  func giveBack() {
    if queue.isEmpty {
      free += 1
    } else {
      queue.removeFirst().resume()
    }
  }
}
