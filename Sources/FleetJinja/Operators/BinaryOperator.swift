import FleetCore
import Glibc

/// The arithmetic operators with Python's semantics.
enum BinaryOperator: String, Sendable {
  case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", modulo = "%", power = "**"

  func apply(_ left: JinjaValue, _ right: JinjaValue) throws -> JinjaValue {
    if case .int(let a) = left, case .int(let b) = right, let quick = try integers(a, b) { return quick }
    if let undefined = left.undefinedValue ?? right.undefinedValue { throw undefined.fault }
    if case .object(let object) = left, let result = try object.binary(rawValue, right, reflected: false) {
      return result
    }
    if case .object(let object) = right, let result = try object.binary(rawValue, left, reflected: true) {
      return result
    }
    if left.isNumeric, right.isNumeric { return try numbers(left, right) }
    if let result = try sequences(left, right) { return result }
    throw unsupported(left, right)
  }

  private func unsupported(_ left: JinjaValue, _ right: JinjaValue) -> TemplateFault {
    if self == .add {
      switch left {
      case .string, .list, .tuple:
        return TemplateFault(
          "can only concatenate \(left.typeName) (not \"\(right.typeName)\") to \(left.typeName)", kind: .type,
          help: left.isText ? ["join text and other values with `~`"] : [])
      default: break
      }
    }
    if self == .multiply, left.isSequence || right.isSequence {
      let other = left.isSequence ? right : left
      return TemplateFault("can't multiply sequence by non-int of type '\(other.typeName)'", kind: .type)
    }
    let sign = self == .power ? "** or pow()" : rawValue
    var help: [String] = []
    if left.isText != right.isText, left.isNumeric || right.isNumeric {
      help = ["convert the text with `| int` or `| float`"]
    }
    return TemplateFault(
      "unsupported operand type(s) for \(sign): '\(left.typeName)' and '\(right.typeName)'", kind: .type, help: help)
  }

  /// Two 64-bit integers, nil when the result needs more room.
  private func integers(_ a: Int, _ b: Int) throws -> JinjaValue? {
    switch self {
    case .add:
      let (result, overflow) = a.addingReportingOverflow(b)
      return overflow ? nil : .int(result)
    case .subtract:
      let (result, overflow) = a.subtractingReportingOverflow(b)
      return overflow ? nil : .int(result)
    case .multiply:
      let (result, overflow) = a.multipliedReportingOverflow(by: b)
      return overflow ? nil : .int(result)
    case .divide:
      guard b != 0 else { throw TemplateFault("division by zero", kind: .value) }
      return .double(Double(a) / Double(b))
    case .floorDivide, .modulo:
      guard b != 0 else { throw TemplateFault("integer division or modulo by zero", kind: .value) }
      guard b != -1 else { return self == .modulo ? .int(0) : nil }
      var (quotient, rest) = a.quotientAndRemainder(dividingBy: b)
      if rest != 0, (rest < 0) != (b < 0) {
        quotient -= 1
        rest += b
      }
      return .int(self == .modulo ? rest : quotient)
    case .power: return nil
    }
  }

  private func numbers(_ left: JinjaValue, _ right: JinjaValue) throws -> JinjaValue {
    if let a = left.bigInteger, let b = right.bigInteger { return try bigIntegers(a, b) }
    let (a, b) = (left.floatValue, right.floatValue)
    switch self {
    case .add: return .double(a + b)
    case .subtract: return .double(a - b)
    case .multiply: return .double(a * b)
    case .divide:
      guard b != 0 else { throw TemplateFault("float division by zero", kind: .value) }
      return .double(a / b)
    case .floorDivide:
      guard b != 0 else { throw TemplateFault("float floor division by zero", kind: .value) }
      return .double((a / b).rounded(.down))
    case .modulo:
      guard b != 0 else { throw TemplateFault("float modulo", kind: .value) }
      let rest = fmod(a, b)
      if rest == 0 { return .double(b < 0 ? -0.0 : 0.0) }
      return .double((rest < 0) != (b < 0) ? rest + b : rest)
    case .power:
      if a == 0, b < 0 { throw TemplateFault("0.0 cannot be raised to a negative power", kind: .value) }
      let result = pow(a, b)
      if result.isNaN, !a.isNaN, !b.isNaN {
        throw TemplateFault("a negative number has no real power \(JSONWriter.floatText(b))", kind: .value)
      }
      if result.isInfinite, a.isFinite, b.isFinite {
        throw TemplateFault("(34, 'Numerical result out of range')", kind: .value)
      }
      return .double(result)
    }
  }

  private func bigIntegers(_ a: BigInteger, _ b: BigInteger) throws -> JinjaValue {
    switch self {
    case .add: return (a + b).value
    case .subtract: return (a - b).value
    case .multiply:
      try checkBits(a.bitWidth + b.bitWidth)
      return (a * b).value
    case .divide:
      guard !b.isZero else { throw TemplateFault("division by zero", kind: .value) }
      return .double(a.asDouble / b.asDouble)
    case .floorDivide:
      guard !b.isZero else { throw TemplateFault("integer division or modulo by zero", kind: .value) }
      return a.dividedFloor(by: b).quotient.value
    case .modulo:
      guard !b.isZero else { throw TemplateFault("integer division or modulo by zero", kind: .value) }
      return a.dividedFloor(by: b).remainder.value
    case .power:
      if b.isNegative {
        guard !a.isZero else {
          throw TemplateFault("0.0 cannot be raised to a negative power", kind: .value)
        }
        return .double(pow(a.asDouble, b.asDouble))
      }
      if a.bitWidth <= 1 {
        let isOdd = (b.magnitude.first ?? 0) & 1 == 1
        return b.isZero ? .int(1) : (a.isZero ? .int(0) : .int(a.isNegative && isOdd ? -1 : 1))
      }
      guard let exponent = b.int, exponent <= Limits.integerBits else {
        throw TemplateFault("the result would have more than \(Limits.integerBits) bits", kind: .limit)
      }
      try checkBits(a.bitWidth * exponent)
      return a.power(exponent).value
    }
  }

  private func checkBits(_ bits: Int) throws {
    guard bits <= Limits.integerBits else {
      throw TemplateFault("the result would have more than \(Limits.integerBits) bits", kind: .limit)
    }
  }

  /// Concatenation, repetition and `%` formatting; nil when the types have none of it.
  private func sequences(_ left: JinjaValue, _ right: JinjaValue) throws -> JinjaValue? {
    switch (self, left, right) {
    case (.add, .string(let a), .string(let b)): return .string(a + b)
    case (.add, .markup(let a), .markup(let b)): return .markup(a + b)
    case (.add, .markup(let a), .string(let b)): return .markup(a + HTMLText.escape(b))
    case (.add, .string(let a), .markup(let b)): return .markup(HTMLText.escape(a) + b)
    case (.add, .list(let a), .list(let b)): return .list(try a.elements() + b.elements())
    case (.add, .tuple(let a), .tuple(let b)): return .tuple(a + b)
    case (.modulo, .string(let format), _): return .string(try PythonFormat.percent(format, right))
    case (.modulo, .markup(let format), _):
      return .markup(try PythonFormat.percent(format, HTMLText.escaped(arguments: right)))
    case (.multiply, _, _):
      if let count = right.wholeNumber { return try repeated(left, count) }
      if let count = left.wholeNumber { return try repeated(right, count) }
      return nil
    default: return nil
    }
  }

  private func repeated(_ value: JinjaValue, _ count: Int) throws -> JinjaValue? {
    // Nothing, however often, is nothing: no loop of so many rounds.
    let count = try value.isSequence && value.length() > 0 ? max(0, count) : 0
    func check(_ size: Int, _ limit: Int) throws {
      guard size == 0 || count <= limit / size else {
        throw TemplateFault("repeating \(size) elements \(count) times gives more than \(limit)", kind: .limit)
      }
    }
    switch value {
    case .string(let text):
      try check(text.utf8.count, Limits.templateOutputCharacters)
      return .string(String(repeating: text, count: count))
    case .markup(let text):
      try check(text.utf8.count, Limits.templateOutputCharacters)
      return .markup(String(repeating: text, count: count))
    case .list, .tuple:
      let items = try value.elements()
      try check(items.count, Limits.sequenceElements)
      let all = (0..<count).flatMap { _ in items }
      if case .tuple = value { return .tuple(all) }
      return .list(all)
    default: return nil
    }
  }
}

extension JinjaValue {
  var undefinedValue: Undefined? { if case .undefined(let undefined) = self { undefined } else { nil } }

  /// An int of any size or a bool.
  var bigInteger: BigInteger? {
    if case .bigInt(let number) = self { return number }
    return wholeNumber.map { BigInteger($0) }
  }

  var isText: Bool {
    switch self {
    case .string, .markup: true
    default: false
    }
  }

  var isSequence: Bool {
    switch self {
    case .string, .markup, .list, .tuple: true
    default: false
    }
  }
}
