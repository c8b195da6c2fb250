import FleetCore

/// Tests of what a value is.
enum TypeTests {
  static let table: [String: FunctionRegistry.Test] = [
    "boolean": { value, _, _ in if case .bool = value { true } else { false } },
    "callable": { value, _, _ in
      guard case .object(let object) = value else { return false }
      return callableTypes.contains(object.typeName)
    },
    "escaped": { value, _, _ in if case .markup = value { true } else { false } },
    "false": { value, _, _ in if case .bool(false) = value { true } else { false } },
    "filter": { value, _, context in context.engine.registry.filter(named: try value.text()) != nil },
    "float": { value, _, _ in if case .double = value { true } else { false } },
    "integer": { value, _, _ in
      switch value {
      case .int, .bigInt: true
      default: false
      }
    },
    "isnan": { value, _, _ in isNaN(value) },
    "iterable": { value, _, _ in
      if value.isUndefined { return true }
      return (try? value.elements()) != nil
    },
    "lower": { value, _, _ in StringMethods.isLower(try value.text()) },
    "mapping": { value, _, _ in
      if case .object(let object) = value { return object.typeName == "dict" || object.typeName == "HostVars" }
      return value.mapObject != nil
    },
    "nan": { value, _, _ in isNaN(value) },
    "none": { value, _, _ in value.isNull },
    "number": { value, _, _ in value.isNumeric },
    "sequence": { value, _, _ in
      switch value {
      case .list, .tuple, .map, .string, .markup: true
      case .undefined: true
      case .object(let object): object is GroupTuple || object.typeName == "range"
      default: false
      }
    },
    "string": { value, _, _ in value.isString },
    "test": { value, _, context in context.engine.registry.test(named: try value.text()) != nil },
    "true": { value, _, _ in if case .bool(true) = value { true } else { false } },
    "upper": { value, _, _ in StringMethods.isUpper(try value.text()) },
  ]

  private static let callableTypes: Set<String> = [
    "function", "builtin_function_or_method", "method", "Macro", "macro", "type", "Joiner", "Cycler", "partial",
  ]

  private static func isNaN(_ value: JinjaValue) -> Bool { value.isNumeric && value.floatValue.isNaN }
}
