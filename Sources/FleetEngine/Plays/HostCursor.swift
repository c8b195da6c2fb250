/// Where a host stands in the tree of its play, what failed on the way, and whether it is among the handlers: the state
/// that ansible-core's `PlayIterator` keeps per host. A value: looking ahead is going on with a copy.
@EngineActor struct HostCursor {
  nonisolated enum Part { case setup, tasks, rescue, always, handlers, complete }

  /// The parts of the present block that failed.
  nonisolated struct Failures: OptionSet {
    let rawValue: Int
    static let setup = Failures(rawValue: 1)
    static let tasks = Failures(rawValue: 2)
    static let rescue = Failures(rawValue: 4)
    static let always = Failures(rawValue: 8)
  }

  var blocks: [StepBlock]
  var block = 0
  var part: Part
  var task = 0
  var rescue = 0
  var always = 0
  var failures: Failures = []
  var isSetupPending = false
  var isRescued = false
  /// `--start-at-task` found its task here: the setup does not move on to the first one.
  var startedInside = false
  /// The handlers as they stand for this flush; includes among them add more.
  var handlers: [Step] = []
  var handler = 0
  var renewsHandlers = true
  var partBeforeFlush: Part = .tasks
  /// The place in the block that is the present node; none or one.
  var inner: [HostCursor] = []

  init(blocks: [StepBlock], part: Part) {
    self.blocks = blocks
    self.part = part
  }

  // MARK: the next step

  /// Goes to the next step and gives it; nil at the end.
  mutating func next(_ host: HostRun, _ route: PlayRoute) -> Step? {
    while true {
      guard part != .complete, blocks.indices.contains(block) else {
        part = .complete
        return nil
      }
      // Handlers run whatever became of their role.
      let isHandling = part == .handlers
      if let step = advance(host, route), isHandling || !route.passes(step, host) { return step }
    }
  }

  /// One move: nil when it only changed the place.
  private mutating func advance(_ host: HostRun, _ route: PlayRoute) -> Step? {
    switch part {
    case .setup: return setup(host, route)
    case .tasks: return fromTasks(host, route)
    case .rescue: return fromRescue(host, route)
    case .always: return fromAlways(host, route)
    case .handlers: return fromHandlers(host, route)
    case .complete: return nil
    }
  }

  private mutating func setup(_ host: HostRun, _ route: PlayRoute) -> Step? {
    guard isSetupPending else {
      isSetupPending = true
      return route.setup(for: host)
    }
    isSetupPending = false
    part = .tasks
    if !startedInside { moveOn() }
    return nil
  }

  private mutating func moveOn() {
    block += 1
    task = 0
    rescue = 0
    always = 0
    inner = []
  }

  /// The next step inside the present node; the node is left when it is done or failed.
  private mutating func fromInner(_ host: HostRun, _ route: PlayRoute) -> Step? {
    let step = inner[0].next(host, route)
    if inner[0].isFailed {
      inner = []
      fail()
      return step
    }
    if step == nil || inner[0].part == .complete {
      inner = []
      return nil
    }
    return step
  }

  private mutating func enter(_ node: StepNode) -> Step? {
    switch node {
    case .step(let step): return step
    case .block(let block):
      inner = [HostCursor(blocks: [block], part: .tasks)]
      return nil
    }
  }

  private mutating func fromTasks(_ host: HostRun, _ route: PlayRoute) -> Step? {
    isSetupPending = false
    if !inner.isEmpty { return fromInner(host, route) }
    let nodes = blocks[block].tasks
    if isFailed {
      part = .rescue
    } else if task >= nodes.count {
      part = .always
    } else {
      task += 1
      return enter(nodes[task - 1])
    }
    return nil
  }

  private mutating func fromRescue(_ host: HostRun, _ route: PlayRoute) -> Step? {
    if !inner.isEmpty { return fromInner(host, route) }
    let nodes = blocks[block].rescue
    if failures.contains(.rescue) {
      part = .always
    } else if rescue >= nodes.count {
      if !nodes.isEmpty { failures = [] }
      part = .always
      isRescued = true
    } else {
      rescue += 1
      return enter(nodes[rescue - 1])
    }
    return nil
  }

  private mutating func fromAlways(_ host: HostRun, _ route: PlayRoute) -> Step? {
    if !inner.isEmpty { return fromInner(host, route) }
    let nodes = blocks[block].always
    if always < nodes.count {
      always += 1
      return enter(nodes[always - 1])
    }
    if failures.isEmpty {
      moveOn()
      part = .tasks
      isRescued = false
    } else {
      part = .complete
    }
    return nil
  }

  private mutating func fromHandlers(_ host: HostRun, _ route: PlayRoute) -> Step? {
    if renewsHandlers {
      handlers = route.handlers
      renewsHandlers = false
    }
    while handler < handlers.count {
      handler += 1
      if host.isNotified(handlers[handler - 1]) { return handlers[handler - 1] }
    }
    handler = 0
    part = partBeforeFlush
    renewsHandlers = true
    return nil
  }
}
