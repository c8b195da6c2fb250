import FleetCore

/// `==`, `<`, `in` and their like, as Python compares.
enum ComparisonOperator: String, Sendable {
  case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
  case contained = "in", notContained = "not in"

  func apply(_ left: JinjaValue, _ right: JinjaValue) throws -> Bool {
    switch self {
    case .equal: return try left.equals(right)
    case .notEqual: return try !left.equals(right)
    case .contained: return try right.contains(left)
    case .notContained: return try !right.contains(left)
    case .less, .lessOrEqual, .greater, .greaterOrEqual: break
    }
    if case .int(let a) = left, case .int(let b) = right { return ordered(a < b ? -1 : (a == b ? 0 : 1)) }
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
