import FleetCore

/// Tests of collections and of truth.
enum CollectionTests {
  static let table: [String: FunctionRegistry.Test] = [
    "all": { value, _, _ in try value.elements().allSatisfy { try $0.isTruthy } },
    "any": { value, _, _ in try value.elements().contains { try $0.isTruthy } },
    "contains": { value, arguments, _ in try value.contains(ComparisonTests.only(arguments, "contains")) },
    "falsy": { value, arguments, _ in try !truthy(value, arguments) },
    "issubset": { value, arguments, _ in try subset(value, ComparisonTests.only(arguments, "subset")) },
    "issuperset": { value, arguments, _ in try subset(ComparisonTests.only(arguments, "superset"), value) },
    "subset": { value, arguments, _ in try subset(value, ComparisonTests.only(arguments, "subset")) },
    "superset": { value, arguments, _ in try subset(ComparisonTests.only(arguments, "superset"), value) },
    "truthy": { value, arguments, _ in try truthy(value, arguments) },
  ]

  private static func subset(_ small: JinjaValue, _ large: JinjaValue) throws -> Bool {
    let (wanted, all) = (try small.elements(), try large.elements())
    for item in wanted + all where !item.isHashable {
      throw TemplateFault("unhashable type: '\(item.typeName)'", kind: .type)
    }
    var set = ValueSet()
    for item in all { _ = try set.insert(item) }
    return try wanted.allSatisfy { try set.contains($0) }
  }

  private static func truthy(_ value: JinjaValue, _ arguments: CallArguments) throws -> Bool {
    let given = try arguments.bound(to: ["convert_bool"], of: "truthy")
    guard try given.flag("convert_bool", default: false) else { return try value.isTruthy }
    switch value {
    case .string(let text):
      switch text.lowercased().trimmingSpaces {
      case "y", "yes", "on", "1", "true", "t", "1.0": return true
      case "n", "no", "off", "0", "false", "f", "0.0": return false
      default: return !text.isEmpty
      }
    default: return try value.isTruthy
    }
  }
}
