package import FleetCore
package import FleetProtocol

/// A module cannot do what the task wants: the message, and values that the result keeps.
package struct ModuleFailure: Error, Sendable {
  package var message: String
  package var values: ValueMap
  /// Of one parameter, when the fault is its value.
  package var faults: [ModuleFault]
  package var changed = false

  /// How a message ends when the task's own time was over.
  package static let timeOver = "was still running when the time of the task was over"

  package init(_ message: String, _ values: ValueMap = [:], parameter: String? = nil) {
    self.message = message
    self.values = values
    faults = parameter.map { [ModuleFault(parameter: $0, message: message)] } ?? []
  }

  package var result: ModuleResult {
    var result = ModuleResult.failure(message, values)
    result.faults = faults
    result.changed = changed
    return result
  }
}

extension ModuleFailure {
  /// The fault of a module that would change something in check mode.
  static func changesInCheckMode(_ what: String) -> ModuleFailure {
    ModuleFailure("this is a fault of fleet itself: in check mode a module tried to \(what)")
  }
}
