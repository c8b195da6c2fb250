import FleetCore

/// The nodes of operators; see `BinaryOperator` for what they compute.
final class BinaryNode: ExpressionNode {
  let operation: BinaryOperator
  let left: any ExpressionNode
  let right: any ExpressionNode
  let range: SourceRange

  init(_ operation: BinaryOperator, _ left: any ExpressionNode, _ right: any ExpressionNode) {
    self.operation = operation
    self.left = left
    self.right = right
    range = left.range.union(right.range)
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    let first = try left.evaluate(frame)
    let second = try right.evaluate(frame)
    do { return try operation.apply(first, second) } catch { throw located(error, frame) }
  }
}

/// `-value`, `+value`.
final class SignNode: ExpressionNode {
  let isNegative: Bool
  let value: any ExpressionNode
  let range: SourceRange

  init(isNegative: Bool, _ value: any ExpressionNode, _ range: SourceRange) {
    self.isNegative = isNegative
    self.value = value
    self.range = range
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    let operand = try value.evaluate(frame)
    switch operand {
    case .undefined(let undefined): throw located(undefined.fault, frame)
    case .double(let number): return .double(isNegative ? -number : number)
    case .object(let object):
      if let result = try object.binary("neg", .null, reflected: false) { return result }
    default:
      if let number = operand.bigInteger { return (isNegative ? number.negated : number).value }
    }
    throw located(
      TemplateFault("bad operand type for unary \(isNegative ? "-" : "+"): '\(operand.typeName)'", kind: .type), frame)
  }
}

/// `a < b <= c`: each operand is evaluated once, the chain stops at the first false.
final class ComparisonNode: ExpressionNode {
  let first: any ExpressionNode
  let rest: [(operation: ComparisonOperator, operand: any ExpressionNode)]
  let range: SourceRange

  init(
    _ first: any ExpressionNode, _ rest: [(operation: ComparisonOperator, operand: any ExpressionNode)]
  ) {
    self.first = first
    self.rest = rest
    range = first.range.union(rest.last?.operand.range ?? first.range)
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    var left = try first.evaluate(frame)
    if rest.count == 1 {
      let right = try rest[0].operand.evaluate(frame)
      do { return .bool(try rest[0].operation.apply(left, right)) } catch { throw located(error, frame) }
    }
    for (operation, operand) in rest {
      let right = try operand.evaluate(frame)
      do {
        guard try operation.apply(left, right) else { return .bool(false) }
      } catch { throw located(error, frame) }
      left = right
    }
    return .bool(true)
  }
}

/// `and`, `or`: Python's, so the result is an operand.
final class LogicNode: ExpressionNode {
  let isAnd: Bool
  let left: any ExpressionNode
  let right: any ExpressionNode
  let range: SourceRange

  init(isAnd: Bool, _ left: any ExpressionNode, _ right: any ExpressionNode) {
    self.isAnd = isAnd
    self.left = left
    self.right = right
    range = left.range.union(right.range)
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    let first = try left.evaluate(frame)
    let isTrue: Bool
    if case .bool(let flag) = first {
      isTrue = flag
    } else {
      do { isTrue = try first.isTruthy } catch { throw frame.located(error, left.range) }
    }
    return isTrue == isAnd ? try right.evaluate(frame) : first
  }
}

/// `not value`.
final class NotNode: ExpressionNode {
  let value: any ExpressionNode
  let range: SourceRange

  init(_ value: any ExpressionNode, _ range: SourceRange) {
    self.value = value
    self.range = range
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    let operand = try value.evaluate(frame)
    if case .bool(let flag) = operand { return .bool(!flag) }
    do { return .bool(try !operand.isTruthy) } catch { throw located(error, frame) }
  }
}

/// `value if test else other`.
final class ConditionalNode: ExpressionNode {
  let test: any ExpressionNode
  let value: any ExpressionNode
  let other: (any ExpressionNode)?
  let range: SourceRange

  init(_ test: any ExpressionNode, _ value: any ExpressionNode, _ other: (any ExpressionNode)?) {
    self.test = test
    self.value = value
    self.other = other
    range = value.range.union(other?.range ?? test.range)
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    let condition = try test.evaluate(frame)
    let isTrue: Bool
    do { isTrue = try condition.isTruthy } catch { throw frame.located(error, test.range) }
    if isTrue { return try value.evaluate(frame) }
    if let other { return try other.evaluate(frame) }
    let hint = "the inline if-expression evaluated to false and no else section was defined."
    // Jinja takes its forgiving undefined type here, whatever the environment's own is.
    return .undefined(
      Undefined(name: "", hint: hint, span: frame.state.source.span(of: range), policy: .lenient))
  }
}

/// `a ~ b ~ c`: text of everything.
final class ConcatNode: ExpressionNode {
  let parts: [any ExpressionNode]
  let range: SourceRange

  init(_ parts: [any ExpressionNode]) {
    self.parts = parts
    range = parts.first.map { $0.range.union(parts.last?.range ?? $0.range) } ?? SourceRange(0, 1)
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    var values: [JinjaValue] = []
    values.reserveCapacity(parts.count)
    for part in parts { values.append(try part.evaluate(frame)) }
    let isMarkup = frame.state.context.autoescape && values.contains { if case .markup = $0 { true } else { false } }
    var text = ""
    for (value, part) in zip(values, parts) {
      do {
        text += isMarkup ? try HTMLText.escaped(value) : try value.text()
      } catch { throw frame.located(error, part.range) }
      guard text.utf8.count <= Limits.templateOutputCharacters else {
        throw located(TemplateFault.outputLimit, frame)
      }
    }
    return isMarkup ? .markup(text) : .string(text)
  }
}
