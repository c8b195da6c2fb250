package import FleetProtocol

/// A fault of one argument of a task, in the house's words and in Ansible's.
package struct ParameterFault: Sendable, Hashable {
  /// What is wrong, in the order in which Ansible looks.
  package enum Kind: Int, Sendable, Hashable, Comparable {
    case exclusive, missing, type, choice, together, oneOf, conditional, unknown
    package static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
  }

  package var kind: Kind
  /// Such as `mode`, `owner.name` for a suboption, `users[2].name` in a list; empty for the whole task.
  package var parameter: String
  package var message: String
  package var help: String?
  /// What `msg` says in Ansible for this fault; roles compare it.
  package var wording: String

  package init(kind: Kind, parameter: String, message: String, help: String? = nil, wording: String) {
    self.kind = kind
    self.parameter = parameter
    self.message = message
    self.help = help
    self.wording = wording
  }

  package var moduleFault: ModuleFault { ModuleFault(parameter: parameter, message: message, help: help) }
}

extension [ParameterFault] {
  /// The failed result that carries all faults; `msg` is the one that Ansible would report.
  package var failure: ModuleResult {
    var result = ModuleResult()
    result.failed = true
    result.message = self.min { $0.kind < $1.kind }?.wording
    result.faults = map(\.moduleFault)
    return result
  }
}
