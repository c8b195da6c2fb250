import FleetCore
import FleetJinja
import FleetPlaybook
import FleetProtocol

/// `debug`: shows a message or a variable; runs on the control side alone.
struct DebugAction: Action {
  static let names = ["debug"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    var result = ModuleResult()
    let verbosity = try ActionArguments(task).integer("verbosity") ?? 0
    guard verbosity <= context.run.options.verbosity else {
      result.skipped = true
      result.values["skipped_reason"] = "Verbosity threshold not met."
      return .done(result)
    }
    if let variable = task.arguments["var"] {
      if case .unsafe? = task.task.action.argument("var")?.value {
        throw ActionFault(
          "Task failed: Error while resolving `var` expression: Encountered untrusted template or expression.")
      }
      guard task.arguments["msg"] == nil else {
        throw ActionFault("parameters are mutually exclusive: msg|var")
      }
      return .done(try show(variable, result, task, context))
    }
    result.values["msg"] = task.arguments["msg"] ?? "Hello world!"
    return .done(result)
  }

  /// `var` is an expression; anything but text was evaluated already and is shown as it is.
  @EngineActor private func show(
    _ variable: Value, _ result: ModuleResult, _ task: ResolvedTask, _ context: ActionContext
  ) throws -> ModuleResult {
    var result = result
    // Only text that the user wrote is an expression; what a template gave is shown as it is.
    guard case .string(let text) = variable, case .data? = task.task.action.argument("var")?.value else {
      let written = task.task.action.argument("var")?.value
      if case .template(let template)? = written { result.values[template.text] = variable }
      return result
    }
    do {
      let expression = try context.run.templates.compileExpression(text, origin: nil)
      let value = try context.run.templates.evaluate(expression, in: context.scope)
      result.values[text] = try value.data()
    } catch let error as DiagnosticError {
      // What is undefined is shown as such; every other fault fails the task.
      guard error.diagnostics.contains(where: { $0.code == .undefinedInTemplate }) else {
        throw ActionFault("Task failed: Error while resolving `var` expression: \(error.description)")
      }
      result.values[text] = .string(FailedTemplate.text(error))
    } catch let fault as TemplateFault where fault.kind == .undefined {
      result.values[text] = .string(FailedTemplate.text(DiagnosticError(.undefinedInTemplate, fault.message)))
    }
    return result
  }
}
