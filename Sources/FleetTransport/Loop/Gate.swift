/// Lets at most so many through at a time, the others in the order in which they came.
actor Gate {
  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  private var free: Int
  private var queue: [UnsafeContinuation<Void, Never>] = []
  private var head = 0

  init(_ width: Int, on loop: IOLoop) {
    free = width
    self.loop = loop
  }

  /// The whole decision stands inside the continuation: the call itself may be a change of executors, and another
  /// caller may leave meanwhile.
  func enter() async {
    await withUnsafeContinuation { continuation in
      if free > 0 {
        free -= 1
        continuation.resume()
      } else {
        queue.append(continuation)
      }
    }
  }

  func leave() {
    guard head < queue.count else {
      free += 1
      return
    }
    let next = queue[head]
    head += 1
    if head == queue.count {
      queue.removeAll(keepingCapacity: true)
      head = 0
    }
    next.resume()
  }
}
