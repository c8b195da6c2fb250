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

  /// One condition: text that the user wrote is an expression; what a template gave is a value and never becomes one.
  private struct Condition {
    var written: String?
    var value: Value
    var origin: TextOrigin?
    var shown: Value { written.map { .string($0) } ?? value }
  }

  @EngineActor private func conditions(_ that: Value, _ context: ActionContext) throws -> [Condition] {
    guard let argument = context.task.action.argument("that") else {
      return (that.list ?? [that]).map { Condition(value: $0) }
    }
    switch argument.value {
    case .list(let items): return try items.flatMap { try conditions(of: $0, context) }
    case let single: return try conditions(of: single, context)
    }
  }

  @EngineActor private func conditions(of item: TemplatedValue, _ context: ActionContext) throws -> [Condition] {
    switch item {
    case .data(.string(let text)): return [Condition(written: text, value: .string(text))]
    case .data(.list(let items)):
      return items.map { item in Condition(written: item.string, value: item) }
    // Text around `{{ }}`: the whole is the condition, and what stands in its quotes stays text (Ansible 2.19).
    case .template(let template) where !context.run.templates.options.isWholeTemplate(template.text):
      return [Condition(written: template.text, value: .string(template.text))]
    default:
      let value = try context.run.templates.value(of: item, in: context.scope) ?? .null
      // A text that the user wrote elsewhere is a condition; the engine tells it from one that a template made.
      if case .template(let template) = item, value.string != nil {
        return [Condition(written: template.text, value: value)]
      }
      return (value.list ?? [value]).map { Condition(value: $0) }
    }
  }

  @EngineActor private func isTrue(_ condition: Condition, _ context: ActionContext) throws -> Bool {
    if let text = condition.written {
      let expression = try context.run.templates.compileExpression(text, origin: nil)
      let isMade = condition.value.string != nil && context.run.templates.options.isWholeTemplate(text)
      do {
        return try context.run.templates.condition(expression, in: context.scope)
      } catch {
        guard isMade else { throw error }
        // The text came out of a template: it is data and never becomes a condition.
        throw ActionFault("Task failed: Encountered untrusted template or expression.")
      }
    }
    guard case .bool(let flag) = condition.value else {
      throw ActionFault(
        condition.value.string == nil
          ? "Task failed: Conditional expressions must be strings."
          : "Task failed: Encountered untrusted template or expression.", ["assertion": condition.value])
    }
    return flag
  }
}
