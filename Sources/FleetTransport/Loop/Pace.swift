/// Lets at most so many through at a time, and so many a second.
actor Pace {
  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  private let gate: Gate
  private let interval: Double
  private var next = Deadline.now()

  /// `perSecond` 0 is no bound.
  init(width: Int, perSecond: Double, on loop: IOLoop) {
    self.loop = loop
    gate = Gate(max(1, width), on: loop)
    interval = perSecond > 0 ? 1 / perSecond : 0
  }

  func enter() async {
    await gate.enter()
    guard interval > 0 else { return }
    let turn = max(next, .now())
    next = Deadline(nanoseconds: turn.nanoseconds + UInt64(interval * 1e9))
    if !turn.isPast { await loop.sleep(until: turn) }
  }

  func leave() async { await gate.leave() }
}
