import FleetCore
import FleetPlaybook

/// The reasons of failures in ansible-core's words and with its places: the task, then the value that is to blame.
extension TaskRunner {
  /// A result that says it failed: the module's or the action's, or a condition's of the task.
  func plainFault(_ result: ValueMap, isModule: Bool) -> TaskFault {
    let message = result["msg"].map { $0.string ?? JSONWriter().write($0) } ?? ""
    let who = isModule ? "Module" : "Action"
    var headline = "Task failed: \(who) failed" + (message.isEmpty ? "." : ": \(message)")
    if message.hasPrefix("Task failed: ") { headline = message }
    return TaskFault(headline: headline, causes: [TaskFault.Cause(text: "", place: task.span)])
  }

  /// An error before or beside the module.
  func story(of error: any Error, _ result: ValueMap) -> TaskFault {
    var fault = plainFault(result, isModule: false)
    switch error {
    case let error as ArgumentError:
      guard let argument = task.action.argument(error.argument) else { break }
      fault.causes = [
        TaskFault.Cause(text: "Task failed: \(error.heading).", place: task.span),
        TaskFault.Cause(text: error.reason, place: argument.valueSpan),
      ]
    case let error as DiagnosticError:
      guard let place = error.diagnostics.first?.labels.first?.span else { break }
      fault.causes = [
        TaskFault.Cause(text: "Task failed.", place: task.span),
        TaskFault.Cause(text: error.description, place: place),
      ]
    case is ActionFault: break
    default:
      let message = result["msg"]?.string ?? ""
      fault.headline = message.hasPrefix("Task failed: ") ? message : "Task failed: \(message)"
    }
    return fault
  }
}
