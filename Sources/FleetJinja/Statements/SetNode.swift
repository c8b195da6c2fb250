import FleetCore

/// `{% set target = value %}`.
final class SetNode: StatementNode {
  let target: AssignTarget
  let value: any ExpressionNode

  init(_ target: AssignTarget, _ value: any ExpressionNode) {
    self.target = target
    self.value = value
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    try target.assign(try value.evaluate(frame), frame)
    return .normal
  }
}

/// `{% set target | filter %}text{% endset %}`.
final class SetBlockNode: StatementNode {
  let target: AssignTarget
  let filters: [FilterNode]
  let body: [any StatementNode]

  init(_ target: AssignTarget, _ filters: [FilterNode], _ body: [any StatementNode]) {
    self.target = target
    self.filters = filters
    self.body = body
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    var value = try body.capture(Frame(frame.state, parent: frame))
    for filter in filters { value = try filter.apply(to: value, frame) }
    try target.assign(value, frame)
    return .normal
  }
}

/// `{% filter name %}text{% endfilter %}`.
final class FilterBlockNode: StatementNode {
  let filters: [FilterNode]
  let body: [any StatementNode]

  init(_ filters: [FilterNode], _ body: [any StatementNode]) {
    self.filters = filters
    self.body = body
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    var value = try body.capture(Frame(frame.state, parent: frame))
    for filter in filters { value = try filter.apply(to: value, frame) }
    guard !frame.isSilent(output) else { return .normal }
    do {
      try output.write(value, frame.state.context)
    } catch { throw frame.located(error, filters.last?.range ?? SourceRange(0, 1)) }
    return .normal
  }
}

/// `{% with name = value %}`: the values are evaluated outside, the names live inside.
final class WithNode: StatementNode {
  let assignments: [(target: AssignTarget, value: any ExpressionNode)]
  let body: [any StatementNode]

  init(_ assignments: [(target: AssignTarget, value: any ExpressionNode)], _ body: [any StatementNode]) {
    self.assignments = assignments
    self.body = body
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    let inner = Frame(frame.state, parent: frame)
    for (target, value) in assignments { try target.assign(try value.evaluate(frame), inner) }
    return try body.execute(inner, output)
  }
}

/// `{% autoescape true %}`.
final class AutoescapeNode: StatementNode {
  let value: any ExpressionNode
  let body: [any StatementNode]

  init(_ value: any ExpressionNode, _ body: [any StatementNode]) {
    self.value = value
    self.body = body
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    let context = frame.state.context
    let before = context.autoescape
    defer { context.autoescape = before }
    context.autoescape = try value.evaluate(frame).isTruthy
    return try body.execute(Frame(frame.state, parent: frame), output)
  }
}

/// `{% break %}` and `{% continue %}`.
final class JumpNode: StatementNode {
  let flow: Flow
  init(_ flow: Flow) { self.flow = flow }
  func execute(_ frame: Frame, _ output: Output) throws -> Flow { flow }
}
