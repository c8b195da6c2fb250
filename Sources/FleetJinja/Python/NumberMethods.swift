/// Methods of `int` and `float`.
enum NumberMethods {
  static func method(_ name: String, of value: JinjaValue) -> (any JinjaObject)? {
    switch (name, value) {
    case ("is_integer", .double(let number)):
      return BoundMethod(name) { _ in .bool(number.isFinite && number == number.rounded()) }
    case ("is_integer", _): return BoundMethod(name) { _ in .bool(true) }
    case ("bit_length", .int(let number)):
      return BoundMethod(name) { _ in .int(UInt.bitWidth - number.magnitude.leadingZeroBitCount) }
    case ("bit_count", .int(let number)): return BoundMethod(name) { _ in .int(number.magnitude.nonzeroBitCount) }
    case ("conjugate", _): return BoundMethod(name) { _ in value }
    default: return nil
    }
  }
}
