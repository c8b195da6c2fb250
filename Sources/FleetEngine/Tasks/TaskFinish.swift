import FleetCore
import FleetJinja
import FleetPlaybook

/// What a task came to on a host, before the host's state and the statistics learn of it.
struct TaskFinish {
  var outcome: TaskOutcome
  /// What `register` stores.
  var registered: ValueMap
  /// Handlers and topics to notify.
  var notifications: [String] = []
  var facts: [FactChange] = []
  /// Files or roles that a dynamic include asks for, one an item.
  var includes: [IncludeRequest] = []
  /// The step is a dynamic include.
  var isInclude = false
  /// The task's own name, evaluated.
  var taskName: String?

  /// Failed, and not ignored.
  var isFailed: Bool { outcome.status == .failed && !outcome.ignoresErrors }
  var isUnreachable: Bool { outcome.status == .unreachable && !outcome.ignoresUnreachable }

  /// What a strategy needs to go on, once the result was recorded and shown: the results of a large batch are not held
  /// until its slowest host is done.
  var withoutResult: TaskFinish {
    var light = self
    light.registered = [:]
    light.facts = []
    light.outcome.result = [:]
    light.outcome.diffs = []
    return light
  }
}

/// Variables that a result sets for a host.
struct FactChange {
  enum Kind {
    /// Facts of the machine (`setup` and modules that give `ansible_facts`).
    case facts
    /// `set_fact`.
    case setFact(isCacheable: Bool)
    /// `include_vars`.
    case includedVars
  }
  var kind: Kind
  var values: ValueMap
  /// The variables of `include_vars`, still as templates.
  var table: VariableTable?
  /// The host the facts are about when delegated with `delegate_facts`.
  var host: String?
}

/// A dynamic include, evaluated for one host and one item.
struct IncludeRequest {
  enum Target: Hashable {
    case file(String)
    case role(RoleSelection)
  }
  var target: Target
  /// The loop variables and the include's own, which the included tasks see.
  var variables: ValueMap
  var itemLabel: String?
}
