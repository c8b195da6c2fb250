import FleetCore

/// `{% if %}`, `{% elif %}`, `{% else %}`: names assigned inside belong to the block around it.
final class IfNode: StatementNode {
  let branches: [(test: any ExpressionNode, body: [any StatementNode])]
  let other: [any StatementNode]

  init(branches: [(test: any ExpressionNode, body: [any StatementNode])], other: [any StatementNode]) {
    self.branches = branches
    self.other = other
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    for (test, body) in branches {
      let value = try test.evaluate(frame)
      let isTrue: Bool
      do { isTrue = try value.isTruthy } catch { throw frame.located(error, test.range) }
      if isTrue { return try body.execute(frame, output) }
    }
    return try other.execute(frame, output)
  }
}
