package import FleetJinja

/// Where a task stands: what plays, blocks, static imports and roles around it hand down. Immutable; a chain from the
/// innermost outwards, already resolved, that dynamic includes continue at run time.
package final class TaskContext: Sendable {
  /// Everything inherited so far, merged.
  package let keywords: TaskKeywords
  /// The `vars:` of blocks, imports and includes around the task, the innermost first. The play's are not among them.
  package let vars: [VariableTable]
  /// The `vars:` of the dynamic includes on the way here, the innermost first: stronger than `set_fact` (level 21).
  package let includeParameters: [VariableTable]
  /// The role whose files the task belongs to.
  package let role: Role?
  /// The file that holds the task: relative paths of includes start beside it.
  package let file: String
  /// Files and roles included on the way here, against endless recursion (`Limits.includeDepth`).
  package let depth: Int

  package init(
    keywords: TaskKeywords, vars: [VariableTable], includeParameters: [VariableTable] = [], role: Role?, file: String,
    depth: Int = 0
  ) {
    self.keywords = keywords
    self.vars = vars
    self.includeParameters = includeParameters
    self.role = role
    self.file = file
    self.depth = depth
  }
}
