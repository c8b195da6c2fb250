import FleetCore

/// `{% for target in items if test recursive %}` with `{% else %}`.
final class ForNode: StatementNode {
  let target: AssignTarget
  let items: any ExpressionNode
  let test: (any ExpressionNode)?
  let isRecursive: Bool
  let body: [any StatementNode]
  let other: [any StatementNode]
  let loopID: Int32

  init(
    target: AssignTarget, items: any ExpressionNode, test: (any ExpressionNode)?, isRecursive: Bool,
    body: [any StatementNode], other: [any StatementNode], loopID: Int32
  ) {
    self.target = target
    self.items = items
    self.test = test
    self.isRecursive = isRecursive
    self.body = body
    self.other = other
    self.loopID = loopID
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    let value = try items.evaluate(frame)
    do {
      try run(value, frame, output, depth: 1)
    } catch { throw frame.located(error, items.range) }
    return .normal
  }

  /// One run over a sequence; a recursive loop runs itself again for its children.
  private func run(_ value: JinjaValue, _ frame: Frame, _ output: Output, depth: Int) throws {
    var elements = try value.elements()
    if let test { elements = try elements.filter { try passes($0, test, frame) } }
    guard !elements.isEmpty else {
      _ = try other.execute(Frame(frame.state, parent: frame), output)
      return
    }
    let context = frame.state.context
    let loop = LoopObject(elements, depth: depth, context.options.undefined)
    if isRecursive {
      loop.recursion = { [unowned frame] children in
        try Depth.deeper {
          let inner = Output(context)
          try self.run(children, frame, inner, depth: depth + 1)
          return inner.value(context)
        }
      }
    }
    defer { loop.recursion = nil }
    let inner = Frame(frame.state, parent: frame)
    inner.bind(loopID, .object(loop))
    // What the body assigns is forgotten before the next round; the targets are assigned anew.
    var kept = Int.max
    for (index, element) in elements.enumerated() {
      context.loopRounds += 1
      guard context.loopRounds <= Limits.templateLoopRounds else {
        throw TemplateFault("the template's loops make more than \(Limits.templateLoopRounds) rounds", kind: .limit)
      }
      loop.index = index
      inner.forget(after: kept)
      try target.assign(element, inner)
      kept = inner.count
      if try body.execute(inner, output) == .breaks { return }
    }
  }

  private func passes(_ element: JinjaValue, _ test: any ExpressionNode, _ frame: Frame) throws -> Bool {
    let inner = Frame(frame.state, parent: frame)
    try target.assign(element, inner)
    let value = try test.evaluate(inner)
    do { return try value.isTruthy } catch { throw frame.located(error, test.range) }
  }
}
