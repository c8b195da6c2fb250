import FleetCore

extension JinjaValue {
  /// Python's `==`: numbers and bools by value, containers element by element, other types never equal.
  package func equals(_ other: JinjaValue) throws -> Bool { try equals(other, depth: 0) }

  private func equals(_ other: JinjaValue, depth: Int) throws -> Bool {
    guard depth < Limits.nestingDepth else {
      throw TemplateFault("values nested deeper than \(Limits.nestingDepth) levels cannot be compared", kind: .limit)
    }
    switch (self, other) {
    case (.undefined(let undefined), _), (_, .undefined(let undefined)):
      return try undefined.lenient(isUndefined && other.isUndefined)
    case (.object(let left), .object(let right)) where left === right: return true
    case (.object(let object), _): return try object.equals(other) ?? false
    case (_, .object(let object)): return try object.equals(self) ?? false
    case (.string(let left), .string(let right)), (.string(let left), .markup(let right)),
      (.markup(let left), .string(let right)), (.markup(let left), .markup(let right)):
      return PythonText.equal(left, right)
    case (.int(let left), .int(let right)): return left == right
    case (.null, .null), (.omit, .omit): return true
    case (.list(let left), .list(let right)):
      guard left !== right else { return true }
      guard left.count == right.count else { return false }
      for position in 0..<left.count {
        let (a, b) = (try left.element(at: position), try right.element(at: position))
        guard try a.equals(b, depth: depth + 1) else { return false }
      }
      return true
    case (.tuple(let left), .tuple(let right)):
      return try left.count == right.count && zip(left, right).allSatisfy { try $0.equals($1, depth: depth + 1) }
    case (.map(let left), .map(let right)):
      guard left !== right else { return true }
      guard left.count == right.count else { return false }
      for (key, value) in try left.pairs() {
        guard let counterpart = try right.value(for: key), try value.equals(counterpart, depth: depth + 1) else {
          return false
        }
      }
      return true
    default: return numericOrder(other).map { $0 == 0 } ?? false
    }
  }

  /// Whether the value counts as a number in Python (bools do).
  var isNumeric: Bool {
    switch self {
    case .bool, .int, .bigInt, .double: true
    default: false
    }
  }

  /// The order of two numbers; nil when one is none. NaN is above everything and unequal, which suits sorting.
  private func numericOrder(_ other: JinjaValue) -> Int? {
    guard isNumeric, other.isNumeric else { return nil }
    if let left = wholeNumber, let right = other.wholeNumber { return left < right ? -1 : (left == right ? 0 : 1) }
    if let left = asBigInteger, let right = other.asBigInteger { return left.order(to: right) }
    let (left, right) = (floatValue, other.floatValue)
    return left < right ? -1 : (left == right ? 0 : 1)
  }

  /// An int or bool as a 64-bit integer.
  package var wholeNumber: Int? {
    switch self {
    case .bool(let flag): flag ? 1 : 0
    case .int(let number): number
    default: nil
    }
  }

  private var asBigInteger: BigInteger? {
    if case .bigInt(let number) = self { return number }
    guard let number = wholeNumber else { return nil }
    let magnitude = number.magnitude
    var parts = [UInt32(truncatingIfNeeded: magnitude), UInt32(magnitude >> 32)]
    while parts.last == 0 { parts.removeLast() }
    return BigInteger(isNegative: number < 0, magnitude: parts)
  }

  /// Any number as a float; zero for what is none.
  var floatValue: Double {
    switch self {
    case .bool(let flag): flag ? 1 : 0
    case .int(let number): Double(number)
    case .bigInt(let number): number.asDouble
    case .double(let number): number
    default: 0
    }
  }

  /// Python's ordering: below, at or above zero. A fault when the types have none.
  package func compare(_ other: JinjaValue) throws -> Int {
    if let order = numericOrder(other) { return order }
    switch (self, other) {
    case (.undefined(let undefined), _), (_, .undefined(let undefined)):
      throw undefined.fault
    case (.string(let left), .string(let right)), (.string(let left), .markup(let right)),
      (.markup(let left), .string(let right)), (.markup(let left), .markup(let right)):
      return PythonText.compare(left, right)
    case (.list(let left), .list(let right)): return try Self.compare(left.elements(), right.elements())
    case (.tuple(let left), .tuple(let right)): return try Self.compare(left, right)
    case (.object(let object), _):
      if let order = try object.compare(other) { return order }
    case (_, .object(let object)):
      if let order = try object.compare(self) { return -order }
    default: break
    }
    throw TemplateFault(
      "'<' not supported between instances of '\(typeName)' and '\(other.typeName)'", kind: .type)
  }

  private static func compare(_ left: [JinjaValue], _ right: [JinjaValue]) throws -> Int {
    for (a, b) in zip(left, right) where try !a.equals(b) { return try a.compare(b) }
    return left.count < right.count ? -1 : (left.count == right.count ? 0 : 1)
  }

  /// Python's `needle in self`.
  package func contains(_ needle: JinjaValue) throws -> Bool {
    switch self {
    case .string(let text), .markup(let text):
      switch needle {
      case .string(let part), .markup(let part): return PythonText.contains(text, part)
      case .undefined(let undefined): throw undefined.fault
      default:
        throw TemplateFault("'in <string>' requires string as left operand, not \(needle.typeName)", kind: .type)
      }
    case .map(let map): return map.contains(try needle.key())
    case .list(let list):
      for position in 0..<list.count where try list.element(at: position).equals(needle) { return true }
      return false
    case .tuple(let items): return try items.contains { try $0.equals(needle) }
    case .object(let object):
      if let answer = try object.contains(needle) { return answer }
      if let elements = try object.elements() { return try elements.contains { try $0.equals(needle) } }
      throw TemplateFault("argument of type '\(typeName)' is not iterable", kind: .type)
    case .undefined(let undefined): return try undefined.lenient(false)
    default: throw TemplateFault("argument of type '\(typeName)' is not iterable", kind: .type)
    }
  }
}
