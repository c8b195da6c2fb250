import FleetCore
import FleetProtocol

/// `fail`: fails with a message of the user's.
struct FailAction: Action {
  static let names = ["fail"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    .done(.failure(ActionArguments(task).text("msg") ?? "Failed as requested from task"))
  }
}
