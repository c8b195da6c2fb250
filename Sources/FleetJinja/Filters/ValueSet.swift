import FleetCore

/// A set of values by Python's equality: `1`, `1.0` and `True` are one element.
struct ValueSet {
  private var keys: Set<Value> = []
  private var others: [JinjaValue] = []

  /// Whether the value was not there yet.
  mutating func insert(_ value: JinjaValue) throws -> Bool {
    guard let key = try Self.normal(value) else {
      if try others.contains(where: { try $0.equals(value) }) { return false }
      others.append(value)
      return true
    }
    return keys.insert(key).inserted
  }

  func contains(_ value: JinjaValue) throws -> Bool {
    guard let key = try Self.normal(value) else { return try others.contains { try $0.equals(value) } }
    return keys.contains(key)
  }

  private static func normal(_ value: JinjaValue) throws -> Value? {
    switch value {
    case .bool(let flag): .int(flag ? 1 : 0)
    case .double(let number): Int(exactly: number).map { .int($0) } ?? .double(number)
    case .string, .markup, .int, .null: try value.key()
    default: nil
    }
  }
}
