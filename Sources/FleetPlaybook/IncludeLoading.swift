package import FleetCore
package import FleetJinja

/// What the engine asks for when it reaches a dynamic include. `PlaybookLoader` answers; tests may stand in.
/// Safe to call from any thread; the same question gives the same objects, so that hosts share them.
package protocol IncludeLoading: Sendable {
  /// The tasks of an `include_tasks` file. `file` is the evaluated name; it is looked for beside the including file,
  /// in the role's `tasks/` and beside the playbook. In handlers, `isHandler` tasks come back.
  func loadTasks(file: String, for include: PlayTask, in play: Play) throws(DiagnosticError) -> IncludedTasks

  /// The role of an `include_role`, its dependencies inside.
  func loadRole(_ selection: RoleSelection, for include: PlayTask, in play: Play) throws(DiagnosticError)
    -> IncludedTasks

  /// The variables of a file (`include_vars`, `vars_files`): YAML or JSON, a vault file opened.
  func loadVariables(file: String) throws(DiagnosticError) -> VariableTable

  /// The modules of a group that `module_defaults` names, by the catalog's names; nil when there is no such group.
  /// `directory` is the playbook's folder, beside which collections may lie.
  func actions(ofGroup name: String, beside directory: String) -> Set<String>?
}

extension IncludeLoading {
  package func actions(ofGroup name: String, beside directory: String) -> Set<String>? { nil }
}

/// The tasks that a dynamic include put in the place of its task.
package final class IncludedTasks: Sendable {
  package let nodes: [TaskNode]
  /// Handlers that the include made known (those of an included role).
  package let handlers: [PlayTask]
  /// The role of an `include_role`.
  package let role: Role?
  /// The file that was read, or the role's folder.
  package let path: String

  package init(nodes: [TaskNode], handlers: [PlayTask], role: Role?, path: String) {
    self.nodes = nodes
    self.handlers = handlers
    self.role = role
    self.path = path
  }
}

/// The evaluated arguments of an `include_role`.
package struct RoleSelection: Sendable, Hashable {
  package var name: String
  package var tasksFrom: String?
  package var varsFrom: String?
  package var defaultsFrom: String?
  package var handlersFrom: String?
  /// `public`, when it is written.
  package var isPublic: Bool?
  package var allowDuplicates = true
  package var rolespecValidate = true

  package init(name: String) { self.name = name }
}

/// `apply:` of an include: keywords and variables that are handed to every included task.
package struct IncludeApply: Sendable {
  package let keywords: TaskKeywords
  package let vars: VariableTable?

  package init(keywords: TaskKeywords, vars: VariableTable?) {
    self.keywords = keywords
    self.vars = vars
  }
}
