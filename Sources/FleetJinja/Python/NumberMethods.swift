/// Methods of `int` and `float`.
enum NumberMethods {
  /// What every number has besides methods.
  static func attribute(_ name: String, of value: JinjaValue) -> JinjaValue? {
    switch (name, value) {
    case ("real", .bool(let flag)), ("numerator", .bool(let flag)): .int(flag ? 1 : 0)
    case ("real", .int), ("real", .bigInt), ("real", .double), ("numerator", .int), ("numerator", .bigInt): value
    case ("imag", .double): .double(0)
    case ("imag", .int), ("imag", .bigInt), ("imag", .bool): .int(0)
    case ("denominator", .int), ("denominator", .bigInt), ("denominator", .bool): .int(1)
    default: nil
    }
  }

  static func method(_ name: String, of value: JinjaValue) -> (any JinjaObject)? {
    switch (name, value) {
    case ("is_integer", .double(let number)):
      return BoundMethod(name) { _ in .bool(number.isFinite && number == number.rounded()) }
    case ("as_integer_ratio", .int(let number)):
      return BoundMethod(name) { _ in .tuple([.int(number), .int(1)]) }
    case ("bit_length", .int(let number)):
      return BoundMethod(name) { _ in .int(UInt.bitWidth - number.magnitude.leadingZeroBitCount) }
    case ("bit_count", .int(let number)): return BoundMethod(name) { _ in .int(number.magnitude.nonzeroBitCount) }
    case ("conjugate", _): return BoundMethod(name) { _ in value }
    default: return nil
    }
  }
}
