import FleetCore
import FleetJinja

/// Variables of a delegated task as its connection sees them: connection variables from the machine it goes to,
/// everything else from the task.
final class DelegateScope: VariableScope {
  private let machine: any VariableScope
  private let task: any VariableScope

  init(machine: any VariableScope, task: any VariableScope) {
    self.machine = machine
    self.task = task
  }

  func variable(_ name: String) throws(DiagnosticError) -> JinjaValue? {
    if name.hasPrefix("ansible_") || name.hasPrefix("fleet_") || name == "inventory_hostname" {
      return try machine.variable(name)
    }
    if let own = try machine.variable(name) { return own }
    return try task.variable(name)
  }

  var variableNames: [String] { Array(Set(machine.variableNames).union(task.variableNames)) }
}
