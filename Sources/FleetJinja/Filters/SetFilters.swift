import FleetCore

/// Set theory on lists. Python's sets have no order; the first list's order is kept, numbers are sorted as CPython
/// shows small ones.
enum SetFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "difference": { value, arguments, _ in
      let (left, right) = try operands(value, arguments, "difference")
      return try result(left, right, left.filter { try !contains(right, $0) })
    },
    "intersect": { value, arguments, _ in
      let (left, right) = try operands(value, arguments, "intersect")
      return try result(left, right, left.filter { try contains(right, $0) })
    },
    "symmetric_difference": { value, arguments, _ in
      let (left, right) = try operands(value, arguments, "symmetric_difference")
      let kept = try left.filter { try !contains(right, $0) } + right.filter { try !contains(left, $0) }
      return try result(left, right, kept)
    },
    "union": { value, arguments, _ in
      let (left, right) = try operands(value, arguments, "union")
      return try result(left, right, left + right)
    },
  ]

  private static func operands(
    _ value: JinjaValue, _ arguments: CallArguments, _ function: String
  ) throws -> ([JinjaValue], [JinjaValue]) {
    let given = try arguments.bound(to: ["b"], required: 1, of: function)
    return (try value.elements(), try (given["b"] ?? .null).elements())
  }

  private static func contains(_ items: [JinjaValue], _ wanted: JinjaValue) throws -> Bool {
    try items.contains { try $0.equals(wanted) }
  }

  private static func result(
    _ left: [JinjaValue], _ right: [JinjaValue], _ items: [JinjaValue]
  ) throws -> JinjaValue {
    let kept = try distinct(items)
    let numbers = kept.compactMap(\.wholeNumber)
    if numbers.count == kept.count, left.allSatisfy(\.isHashable), right.allSatisfy(\.isHashable) {
      return .list(try ListMethods.sorted(kept))
    }
    return .list(kept)
  }

  /// The elements without repetitions, the first of each kept.
  static func distinct(_ items: [JinjaValue]) throws -> [JinjaValue] {
    var seen = ValueSet()
    return try items.filter { try seen.insert($0) }
  }
}
