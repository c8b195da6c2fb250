import FleetCore

/// Tests that compare.
enum ComparisonTests {
  static let table: [String: FunctionRegistry.Test] = {
    var table: [String: FunctionRegistry.Test] = [
      "divisibleby": { value, arguments, _ in try isMultiple(value, only(arguments, "divisibleby"), rest: 0) },
      "even": { value, _, _ in try isMultiple(value, .int(2), rest: 0) },
      "in": { value, arguments, _ in try only(arguments, "in").contains(value) },
      "odd": { value, _, _ in try isMultiple(value, .int(2), rest: 1) },
      "sameas": { value, arguments, _ in try isSame(value, only(arguments, "sameas")) },
    ]
    let operators: [([String], @Sendable (JinjaValue, JinjaValue) throws -> Bool)] = [
      (["==", "eq", "equalto"], { try $0.equals($1) }),
      (["!=", "ne"], { try !$0.equals($1) }),
      ([">", "gt", "greaterthan"], { try $0.compare($1) > 0 }),
      ([">=", "ge"], { try $0.compare($1) >= 0 }),
      (["<", "lt", "lessthan"], { try $0.compare($1) < 0 }),
      (["<=", "le"], { try $0.compare($1) <= 0 }),
    ]
    for (names, holds) in operators {
      for name in names { table[name] = { value, arguments, _ in try holds(value, only(arguments, name)) } }
    }
    return table
  }()

  /// Whether `value % divisor == rest`.
  private static func isMultiple(_ value: JinjaValue, _ divisor: JinjaValue, rest: Int) throws -> Bool {
    guard value.isNumeric else {
      if value.isString { return try BinaryOperator.modulo.apply(value, divisor).equals(.int(rest)) }
      throw TemplateFault("unsupported operand type(s) for %: '\(value.typeName)' and 'int'", kind: .type)
    }
    return try BinaryOperator.modulo.apply(value, divisor).equals(.int(rest))
  }

  static func only(_ arguments: CallArguments, _ function: String) throws -> JinjaValue {
    guard let first = arguments.positional.first ?? arguments.keywords.first?.value else {
      throw TemplateFault("`\(function)` needs an argument", kind: .type)
    }
    return first
  }

  /// Python's `is`: the same object; small numbers, None and bools are one object each, equal strings mostly are.
  private static func isSame(_ left: JinjaValue, _ right: JinjaValue) throws -> Bool {
    switch (left, right) {
    case (.list(let a), .list(let b)): a === b
    case (.map(let a), .map(let b)): a === b
    case (.object(let a), .object(let b)): a === b
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.double(let a), .double(let b)): a == b
    case (.null, .null), (.omit, .omit): true
    case (.string(let a), .string(let b)), (.markup(let a), .markup(let b)): PythonText.equal(a, b)
    case (.tuple, .tuple): try left.equals(right)
    default: false
    }
  }
}
