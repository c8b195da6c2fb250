import FleetCore
import FleetJinja
import FleetPlaybook
import FleetProtocol

/// `assert`: conditions that must hold.
struct AssertAction: Action {
  static let names = ["assert"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    guard let that = task.arguments["that"] else { throw ActionFault("missing required arguments: that") }
    let failMessage = arguments.values["fail_msg"] ?? arguments.values["msg"] ?? "Assertion failed"
    let successMessage = arguments.values["success_msg"] ?? "All assertions passed"
    for condition in try conditions(that, context) {
      let holds = try isTrue(condition, context)
      let shown = condition.shown
      guard !holds else { continue }
      var result = ModuleResult.failure("")
      result.message = nil
      result.values["evaluated_to"] = false
      result.values["assertion"] = shown
      result.values["msg"] = failMessage
      return .done(result)
    }
    var result = ModuleResult()
    result.values["msg"] = successMessage
    return .done(result)
  }

  /// One condition: a text that the user wrote, or a value.
  private enum Condition {
    case written(String)
    case unsafe(String)
    case value(Value)

    var shown: Value {
      switch self {
      case .written(let text), .unsafe(let text): .string(text)
      case .value(let value): value
      }
    }
  }

  @EngineActor private func conditions(_ that: Value, _ context: ActionContext) throws -> [Condition] {
    guard let argument = context.task.action.argument("that")?.value else {
      return handedOn(that, context)
    }
    guard case .template(let template) = argument,
      context.run.templates.options.isWholeTemplate(template.text)
    else { return listed(argument) ?? [condition(argument)] }
    // One `{{ }}` that stands for a list of the user's files: the list counts as if it stood here.
    if let written = context.run.templates.writtenValue(of: template, in: context.scope),
      let conditions = listed(written)
    {
      return conditions
    }
    // What a template made is a value and never becomes a condition.
    if let made = that.list { return made.map { .value($0) } }
    return [condition(argument)]
  }

  /// The conditions of `assert: "{{ arguments }}"`: texts that stand in the user's files count as conditions,
  /// what their templates give is a value.
  @EngineActor private func handedOn(_ that: Value, _ context: ActionContext) -> [Condition] {
    let made = that.list ?? [that]
    let templates = context.run.templates
    guard case .template(let template)? = context.task.action.argumentsTemplate?.value,
      let written = templates.writtenValue(of: template, in: context.scope)?.entry("that")
    else { return made.map { .value($0) } }
    return made.enumerated().map { position, value in
      var item = that.list == nil ? written : written.entry(.int(position))
      if case .template(let template)? = item { item = templates.writtenValue(of: template, in: context.scope) }
      guard case .data(.string)? = item, let item else { return .value(value) }
      return condition(item)
    }
  }

  private func listed(_ value: TemplatedValue) -> [Condition]? {
    switch value {
    case .list(let items): items.map(condition)
    case .data(.list(let items)): items.map { condition(.data($0)) }
    default: nil
    }
  }

  private func condition(_ item: TemplatedValue) -> Condition {
    switch item {
    case .data(.string(let text)): .written(text)
    case .template(let template): .written(template.text)
    case .unsafe(let text): .unsafe(text)
    case .data(let value): .value(value)
    case .list, .map, .vaulted: .value(.list([]))
    }
  }

  @EngineActor private func isTrue(_ condition: Condition, _ context: ActionContext) throws -> Bool {
    switch condition {
    case .written(let text):
      let expression = try context.run.templates.compileExpression(text, origin: nil)
      return try context.run.templates.condition(expression, in: context.scope)
    case .value(.bool(let flag)): return flag
    case .unsafe, .value(.string):
      throw ActionFault("Task failed: Encountered untrusted template or expression.", ["assertion": condition.shown])
    case .value:
      throw ActionFault("Task failed: Conditional expressions must be strings.", ["assertion": condition.shown])
    }
  }
}
