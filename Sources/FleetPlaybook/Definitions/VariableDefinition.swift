package import FleetCore
package import FleetJinja

/// One place that defines a variable, with its rank in Ansible's precedence.
package struct VariableDefinition: Sendable {
  /// The numbers of Ansible's documentation: a higher one wins.
  package enum Rank: Int, Sendable, Comparable {
    case roleDefaults = 2
    case groupInInventory = 3
    case groupVarsAllOfInventory = 4
    case groupVarsAllOfPlaybook = 5
    case groupVarsOfInventory = 6
    case groupVarsOfPlaybook = 7
    case hostInInventory = 8
    case hostVarsOfInventory = 9
    case hostVarsOfPlaybook = 10
    case facts = 11
    case playVars = 12
    case playPrompt = 13
    case playVarsFiles = 14
    case roleVars = 15
    case blockVars = 16
    case taskVars = 17
    case includeVars = 18
    case setFact = 19
    case roleParameters = 20
    case includeParameters = 21
    case extraVars = 22

    package static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }

    package var title: String {
      switch self {
      case .roleDefaults: "defaults of a role"
      case .groupInInventory: "group in the inventory"
      case .groupVarsAllOfInventory: "group_vars/all beside the inventory"
      case .groupVarsAllOfPlaybook: "group_vars/all beside the playbook"
      case .groupVarsOfInventory: "group_vars beside the inventory"
      case .groupVarsOfPlaybook: "group_vars beside the playbook"
      case .hostInInventory: "host in the inventory"
      case .hostVarsOfInventory: "host_vars beside the inventory"
      case .hostVarsOfPlaybook: "host_vars beside the playbook"
      case .facts: "facts of the host"
      case .playVars: "vars of the play"
      case .playPrompt: "vars_prompt of the play"
      case .playVarsFiles: "vars_files of the play"
      case .roleVars: "vars of a role"
      case .blockVars: "vars of a block or an import"
      case .taskVars: "vars of a task"
      case .includeVars: "include_vars"
      case .setFact: "set_fact or register"
      case .roleParameters: "parameters of a role"
      case .includeParameters: "vars of an include"
      case .extraVars: "extra vars (-e)"
      }
    }
  }

  /// Where a definition counts.
  package enum Reach: Sendable, Hashable {
    /// In the whole play, or the whole run.
    case everywhere
    /// For the tasks of this role.
    case role(String)
    /// For what stands at this place: a task, a block, an include.
    case inside(String)
    /// From the task at this place on.
    case after(String)
  }

  package let rank: Rank
  package let reach: Reach
  package let span: Span?
  /// The file or place when the definition has no span.
  package let source: String
  /// As written; nil when only the run will tell (`register`, a prompt).
  package let value: TemplatedValue?

  package init(_ rank: Rank, _ reach: Reach, _ entry: VariableTable.Entry, source: String) {
    self.rank = rank
    self.reach = reach
    span = entry.span
    self.source = source
    value = entry.value
  }

  init(_ rank: Rank, _ reach: Reach, at span: Span?, value: TemplatedValue? = nil) {
    self.rank = rank
    self.reach = reach
    self.span = span
    source = ""
    self.value = value
  }

  package var place: String { span?.description ?? source }
}
