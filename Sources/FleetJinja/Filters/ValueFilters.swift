import FleetCore

/// Filters that see undefined values themselves.
enum ValueFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "d": fallback,
    "default": fallback,
    "mandatory": { value, arguments, _ in
      let given = try arguments.bound(to: ["msg"], of: "mandatory")
      guard case .undefined(let undefined) = value else { return value }
      if undefined.cause != nil { throw undefined.fault }
      if let message = try given.text("msg") { throw TemplateFault(message) }
      let name = undefined.name.isEmpty ? "" : PythonText.repr(undefined.name) + " "
      throw TemplateFault("Mandatory variable \(name)not defined.")
    },
    "ternary": { value, arguments, _ in
      let given = try arguments.bound(to: ["true_val", "false_val", "none_val"], required: 2, of: "ternary")
      if value.isNull, let fallback = given.value("none_val") { return fallback }
      return (try value.isTruthy ? given["true_val"] : given["false_val"]) ?? .null
    },
    "type_debug": { value, arguments, _ in
      _ = try arguments.bound(to: [], of: "type_debug")
      if case .undefined(let undefined) = value, let cause = undefined.cause { throw cause }
      if value.isUndefined { return .string("UndefinedMarker") }
      return .string(value.typeName)
    },
  ]

  private static func fallback(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    if arguments.positional.count == 1, arguments.keywords.isEmpty {
      guard case .undefined(let undefined) = value else { return value }
      return undefined.cause == nil ? arguments.positional[0] : value
    }
    let given = try arguments.bound(to: ["default_value", "boolean"], of: "default")
    let fallback = given["default_value"] ?? .string("")
    if case .undefined(let undefined) = value {
      // A failed call is not a missing name: the error goes on.
      return undefined.cause == nil ? fallback : value
    }
    if let boolean = given["boolean"] {
      if case .bool = boolean {
      } else if context.options.undefined == .ansible {
        throw TemplateFault(
          "The 'boolean' argument must be of type 'bool', not '\(boolean.typeName)'.", kind: .type)
      }
      if try boolean.isTruthy, try !value.isTruthy { return fallback }
    }
    return value
  }
}
