import FleetCore

/// `{{ expression }}`.
final class OutputNode: StatementNode {
  let expression: any ExpressionNode

  init(_ expression: any ExpressionNode) { self.expression = expression }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    guard !frame.isSilent(output) else { return .normal }
    let value = try expression.evaluate(frame)
    do {
      try output.write(value, frame.state.context)
    } catch { throw frame.located(error, expression.range) }
    return .normal
  }
}

/// Text between tags.
final class TextNode: StatementNode {
  let text: String
  private let utf8: [UInt8]
  let range: SourceRange

  init(_ text: String, _ range: SourceRange) {
    self.text = text
    utf8 = Array(text.utf8)
    self.range = range
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    guard !frame.isSilent(output) else { return .normal }
    do { try output.write(text, utf8) } catch { throw frame.located(error, range) }
    return .normal
  }
}

/// `{% do expression %}`.
final class DoNode: StatementNode {
  let expression: any ExpressionNode

  init(_ expression: any ExpressionNode) { self.expression = expression }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    if let undefined = try expression.evaluate(frame).undefinedValue, undefined.cause != nil { throw undefined.fault }
    return .normal
  }
}
