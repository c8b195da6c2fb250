import FleetCore

/// `+` as `sum` and lookups need it, without an evaluator at hand.
enum PythonSum {
  static func add(_ left: JinjaValue, _ right: JinjaValue) throws -> JinjaValue {
    switch (left, right) {
    case (.list(let a), .list(let b)): return .list(try a.elements() + b.elements())
    case (.tuple(let a), .tuple(let b)): return .tuple(a + b)
    case (.string(let a), .string(let b)): return .string(a + b)
    case (.undefined(let undefined), _), (_, .undefined(let undefined)): throw undefined.fault
    default: break
    }
    if let a = left.wholeNumber, let b = right.wholeNumber {
      let (sum, overflow) = a.addingReportingOverflow(b)
      return overflow ? PythonNumber.integer(of: Double(a) + Double(b)) ?? .int(sum) : .int(sum)
    }
    if left.isNumeric, right.isNumeric { return .double(left.floatValue + right.floatValue) }
    if case .object(let object) = left, let sum = try object.binary("+", right, reflected: false) { return sum }
    if case .object(let object) = right, let sum = try object.binary("+", left, reflected: true) { return sum }
    throw TemplateFault(
      "unsupported operand type(s) for +: '\(left.typeName)' and '\(right.typeName)'", kind: .type)
  }
}
