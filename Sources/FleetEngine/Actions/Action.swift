import FleetCore
import FleetJinja
import FleetProtocol

/// The control side's part of a module: what must be read, rendered or decided here before the machine acts.
/// Modules without an action are sent as they are.
protocol Action: Sendable {
  /// The catalog names it serves, such as `template`.
  static var names: [String] { get }
  /// Runs once for all hosts, as Ansible's BYPASS_HOST_LOOP actions do.
  static var isForAllHosts: Bool { get }
  /// Whether its request may go on as a job on the machine (`async`); ansible-core's `_supports_async`.
  static var supportsAsync: Bool { get }
  init()
  /// What is to be done for one host and one item. Throws `DiagnosticError` for faults of the user's files and
  /// `ActionFault` for everything that simply fails the task.
  @EngineActor func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan
}

extension Action {
  static var isForAllHosts: Bool { false }
  static var supportsAsync: Bool { false }
}

/// What an action decided.
enum ActionPlan {
  /// Nothing to do on the machine.
  case done(ModuleResult)
  /// `include_vars`: a table for the host, and the result that shows it.
  case variables(VariableTable, ModuleResult)
  /// Requests for the machine, and how their answers become the task's result.
  case requests([TaskRequest], combine: @Sendable ([ModuleResult]) -> ModuleResult)
  /// Several exchanges with the machine (`fetch`, `reboot`, `wait_for_connection`).
  case conversation(@EngineActor () async throws -> ModuleResult)

  /// One request whose answer is the result.
  static func request(_ request: TaskRequest) -> ActionPlan {
    .requests([request]) { $0.last ?? .failure("the agent gave no answer") }
  }
}

/// A plain failure of a task on the control side.
struct ActionFault: Error {
  var message: String
  var values: ValueMap = [:]
  init(_ message: String, _ values: ValueMap = [:]) {
    self.message = message
    self.values = values
  }
}
