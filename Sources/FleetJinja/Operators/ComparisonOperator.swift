import FleetCore

/// `==`, `<`, `in` and their like, as Python compares.
enum ComparisonOperator: String, Sendable {
  case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
  case contained = "in", notContained = "not in"

  func apply(_ left: JinjaValue, _ right: JinjaValue) throws -> Bool {
    switch (left, right) {
    case (.int(let a), .int(let b)):
      switch self {
      case .equal: return a == b
      case .notEqual: return a != b
      case .less: return a < b
      case .lessOrEqual: return a <= b
      case .greater: return a > b
      case .greaterOrEqual: return a >= b
      case .contained, .notContained: break
      }
    case (.string(let a), .string(let b)):
      if self == .equal { return PythonText.equal(a, b) }
      if self == .notEqual { return !PythonText.equal(a, b) }
    default: break
    }
    switch self {
    case .equal: return try left.equals(right)
    case .notEqual: return try !left.equals(right)
    case .contained: return try right.contains(left)
    case .notContained: return try !right.contains(left)
    case .less, .lessOrEqual, .greater, .greaterOrEqual: break
    }
    if left.isNumeric, right.isNumeric, left.floatValue.isNaN || right.floatValue.isNaN { return false }
    do {
      return ordered(try left.compare(right))
    } catch var fault as TemplateFault where fault.kind == .type {
      fault.message = fault.message.hasPrefix("'<' ") ? "'\(rawValue)' " + fault.message.dropFirst(4) : fault.message
      if left.isText != right.isText, left.isNumeric || right.isNumeric {
        fault.help.append("convert the text with `| int` or `| float`")
      }
      throw fault
    }
  }

  private func ordered(_ order: Int) -> Bool {
    switch self {
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    default: false
    }
  }
}
