/// Failing, rescuing and being put right again.
extension HostCursor {
  /// The host failed at its present step: it goes on in the nearest rescue or always part, or nowhere.
  mutating func failHere() {
    if part == .handlers {
      part = partBeforeFlush
      renewsHandlers = true
    }
    fail()
  }

  mutating func fail() {
    if !inner.isEmpty, part == .tasks || part == .rescue || part == .always {
      inner[0].fail()
      return
    }
    switch part {
    case .setup:
      failures.insert(.setup)
      part = .complete
    case .tasks:
      failures.insert(.tasks)
      part = !present.rescue.isEmpty ? .rescue : !present.always.isEmpty ? .always : .complete
    case .rescue:
      failures.insert(.rescue)
      part = !present.always.isEmpty ? .always : .complete
    case .always:
      failures.insert(.always)
      part = .complete
    case .handlers, .complete: break
    }
  }

  private var present: StepBlock { blocks[min(block, blocks.count - 1)] }

  /// Whether the host is lost as things stand: failed, and not on its way through a rescue.
  var isFailed: Bool {
    let isInnerFailed = inner.first?.isFailed ?? false
    if part == .rescue || part == .always, isInnerFailed { return true }
    if !failures.isEmpty {
      if part == .rescue, !failures.contains(.rescue) { return false }
      if part == .always, !failures.contains(.always) { return false }
      return !(isRescued && !failures.contains(.always))
    }
    guard part == .tasks, isInnerFailed else { return false }
    return present.rescue.isEmpty || failures.contains(.rescue)
  }

  /// Whether a failure here is one that a rescue waits for.
  var isRescuable: Bool {
    if part == .tasks || part == .handlers, blocks.indices.contains(block), !blocks[block].rescue.isEmpty {
      return true
    }
    return inner.first?.isRescuable ?? false
  }

  /// `meta: clear_host_errors`.
  mutating func clearFailures() {
    failures = []
    if !inner.isEmpty { inner[0].clearFailures() }
  }

  /// `meta: end_host` and its like. A host that ends in a rescue counts as rescued.
  mutating func end() {
    if innermost.part == .rescue { failures = [] }
    part = .complete
  }

  private var innermost: HostCursor {
    switch part {
    case .tasks, .rescue, .always: inner.first?.innermost ?? self
    default: self
    }
  }

  /// Puts the steps of an include behind the present one.
  mutating func insert(_ nodes: [StepNode]) {
    if nodes.isEmpty || (!failures.isEmpty && part == .tasks) { return }
    if part == .handlers {
      handlers.insert(contentsOf: StepBlock.steps(of: nodes), at: handler)
      return
    }
    guard part == .tasks || part == .rescue || part == .always else { return }
    if !inner.isEmpty { return inner[0].insert(nodes) }
    let old = blocks[block]
    var tasks = old.tasks
    var rescues = old.rescue
    var finals = old.always
    switch part {
    case .tasks: tasks.insert(contentsOf: nodes, at: task)
    case .rescue: rescues.insert(contentsOf: nodes, at: rescue)
    default: finals.insert(contentsOf: nodes, at: always)
    }
    blocks[block] = StepBlock(tasks: tasks, rescue: rescues, always: finals)
  }
}
