package import FleetCore
package import FleetJinja

/// A play as written, its roles and static imports already inside.
package final class Play: Sendable {
  /// What a play says, apart from its tasks.
  package struct Settings: Sendable {
    package var name: Keyword<String>?
    /// Patterns, joined with `:` when there are several; each may be a template over extra vars and play vars.
    package var hosts: [Keyword<String>] = []
    package var hostsSpan: Span?
    package var keywords = TaskKeywords()
    /// Level 12.
    package var vars: VariableTable?
    /// Level 14.
    package var varsFiles: [VarsFile] = []
    /// Level 13.
    package var prompts: [VarsPrompt] = []
    /// nil: as the configuration (`gathering`) says.
    package var gatherFacts: Keyword<Bool>?
    package var gatherSubset: [TemplatedValue]?
    package var gatherTimeout: Keyword<Int>?
    package var factPath: Keyword<String>?
    /// Batches: numbers or percentages (`"30%"`); empty: all hosts at once.
    package var serial: [TemplatedValue] = []
    package var strategy: Keyword<String>?
    package var maxFailPercentage: Keyword<Double>?
    package var order: Keyword<String>?
    /// Conditions of `import_playbook` around the play: no facts are gathered when they do not hold.
    package var importConditions: [Condition] = []
    package var forceHandlers: Keyword<Bool>?
    package init() {}
  }

  package let settings: Settings
  package let preTasks: [TaskNode]
  /// The roles of `roles:`, in order; their dependencies are inside them (`Role.allRoles`).
  package let roles: [Role]
  package let tasks: [TaskNode]
  package let postTasks: [TaskNode]
  /// In order: those of all roles (also of `import_role`), then the play's own. Ansible looks for a name from the end.
  package let handlers: [PlayTask]
  /// Roles whose defaults and vars every task of the play sees: those of `roles:` with dependencies, and `import_role`.
  package let publicRoles: [Role]
  /// The playbook file that holds the play.
  package let file: String
  package let span: Span

  package init(
    settings: Settings, preTasks: [TaskNode], roles: [Role], tasks: [TaskNode], postTasks: [TaskNode],
    handlers: [PlayTask], publicRoles: [Role], file: String, span: Span
  ) {
    self.settings = settings
    self.preTasks = preTasks
    self.roles = roles
    self.tasks = tasks
    self.postTasks = postTasks
    self.handlers = handlers
    self.publicRoles = publicRoles
    self.file = file
    self.span = span
  }

  package var keywords: TaskKeywords { settings.keywords }
  package var vars: VariableTable? { settings.vars }
  /// The name as written, or the hosts pattern: what `PLAY [...]` shows before anything is evaluated.
  package var displayName: String {
    settings.name?.text ?? settings.hosts.map(\.text).joined(separator: ",")
  }

  /// The folder of the playbook: `playbook_dir`.
  package var directory: String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  /// A stretch of the play after which notified handlers run.
  package enum Section: String, Sendable, CaseIterable {
    case preTasks = "pre_tasks"
    case roles
    case tasks
    case postTasks = "post_tasks"
  }

  /// The tasks of a section in the order they run; `roles` gives each role after its dependencies. Handlers are flushed
  /// after `preTasks`, after `tasks` (roles and tasks together) and after `postTasks`.
  package func nodes(of section: Section) -> [TaskNode] {
    switch section {
    case .preTasks: preTasks
    case .roles: roles.flatMap { $0.allRoles.flatMap(\.tasks) }
    case .tasks: tasks
    case .postTasks: postTasks
    }
  }
}

/// One entry of `vars_files`: the first candidate that exists is read.
package struct VarsFile: Sendable {
  package let candidates: [Keyword<String>]
  package let span: Span

  package init(candidates: [Keyword<String>], span: Span) {
    self.candidates = candidates
    self.span = span
  }
}

/// One entry of `vars_prompt`.
package struct VarsPrompt: Sendable {
  package let name: String
  package let prompt: String
  package let defaultValue: Value?
  /// Hidden input (the default).
  package let isPrivate: Bool
  package let confirm: Bool
  /// A hash scheme such as `sha512_crypt`.
  package let encrypt: String?
  package let salt: String?
  package let saltSize: Int?
  package let isUnsafe: Bool
  package let span: Span

  package init(
    name: String, prompt: String, defaultValue: Value?, isPrivate: Bool, confirm: Bool, encrypt: String?,
    salt: String?, saltSize: Int?, isUnsafe: Bool, span: Span
  ) {
    self.name = name
    self.prompt = prompt
    self.defaultValue = defaultValue
    self.isPrivate = isPrivate
    self.confirm = confirm
    self.encrypt = encrypt
    self.salt = salt
    self.saltSize = saltSize
    self.isUnsafe = isUnsafe
    self.span = span
  }
}
