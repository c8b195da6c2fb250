import FleetCore
import FleetJinja
import FleetProtocol

/// `validate_argument_spec`: compares variables with the argument spec of a role.
struct ValidateArgumentSpecAction: Action {
  static let names = ["validate_argument_spec"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    guard let given = task.arguments["argument_spec"] else {
      throw ActionFault("\"argument_spec\" arg is required in args: \(JSONWriter.keyText(.map(task.arguments)))")
    }
    guard let spec = given.map else {
      throw ActionFault("Incorrect type for argument_spec, expected dict and got <class '\(given.typeName)'>")
    }
    let provided = task.arguments["provided_arguments"] ?? .map([:])
    guard let own = provided.map else {
      throw ActionFault("Incorrect type for provided_arguments, expected dict and got <class '\(provided.typeName)'>")
    }
    var values: ValueMap = [:]
    for (key, _) in spec {
      guard let name = key.string, let value = try context.scope.variable(name) else { continue }
      if !value.isOmit { values[name] = try value.data() }
    }
    values.merge(own)
    var check = ArgumentSpecCheck()
    check.check(&values, against: spec)
    var result = ModuleResult()
    result.values["validate_args_context"] = task.arguments["validate_args_context"] ?? .map([:])
    guard !check.errors.isEmpty else {
      result.values["msg"] = "The arg spec validation passed"
      return .done(result)
    }
    result.failed = true
    result.values["argument_errors"] = .list(check.errors.map { .string($0) })
    result.values["argument_spec_data"] = given
    result.values["msg"] = .string("Validation of arguments failed:\n" + check.errors.joined(separator: "\n"))
    return .done(result)
  }
}
