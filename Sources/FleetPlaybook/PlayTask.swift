package import FleetCore
package import FleetJinja

/// A task as written (stage 3 of a task's walk): nothing is evaluated, everything is compiled. Immutable and shared by
/// all hosts; its identity is the object.
package final class PlayTask: Sendable {
  /// What a task says for itself only.
  package struct Own: Sendable {
    package var name: Keyword<String>?
    package var vars: VariableTable?
    package var loop: TaskLoop?
    package var loopControl = LoopControl()
    package var until: [Condition] = []
    package var retries: Keyword<Int>?
    /// Seconds.
    package var delay: Keyword<Double>?
    package var changedWhen: [Condition]?
    package var failedWhen: [Condition]?
    package var register: String?
    /// Seconds; `async:`.
    package var asyncSeconds: Keyword<Int>?
    package var poll: Keyword<Int>?
    /// Topics of a handler.
    package var listen: [String] = []
    /// `apply:` of `include_tasks` and `include_role`.
    package var apply: IncludeApply?
    package init() {}
  }

  package let action: TaskAction
  package let own: Own
  /// Inherited and own keywords, merged.
  package let keywords: TaskKeywords
  /// The task's keywords alone, for an include that hands on only some.
  package let ownKeywords: TaskKeywords
  /// What surrounds the task.
  package let context: TaskContext
  /// The task's place: its first key.
  package let span: Span
  package let isHandler: Bool
  /// Made by the program, not written by the user: gathering facts, flushing handlers.
  package let isImplicit: Bool

  package init(
    action: TaskAction, own: Own, ownKeywords: TaskKeywords, context: TaskContext, span: Span,
    isHandler: Bool = false, isImplicit: Bool = false
  ) {
    self.action = action
    self.own = own
    self.ownKeywords = ownKeywords
    keywords = ownKeywords.inheriting(context.keywords)
    self.context = context
    self.span = span
    self.isHandler = isHandler
    self.isImplicit = isImplicit
    vars = (own.vars.map { [$0] } ?? []) + context.vars
  }

  /// The `vars:` that the task sees, its own first, then outwards. The play's are not among them.
  package let vars: [VariableTable]
  package var role: Role? { context.role }
  package var name: Keyword<String>? { own.name }
  /// The file the task stands in.
  package var file: String { context.file }
  /// The name as written, or the module's: what Ansible prints when nobody evaluates it.
  package var displayName: String { own.name?.text ?? action.writtenName }
}
