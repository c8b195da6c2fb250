package import FleetCore

/// What a module answers: what it did, what it found, what went wrong.
package struct ModuleResult: Sendable, Hashable {
  /// A difference between what was and what should be, as Ansible's `diff` entries say it.
  package struct Diff: Sendable, Hashable {
    package var beforeHeader: String?
    package var afterHeader: String?
    package var before: Value
    package var after: Value
    /// A ready-made text in place of before and after.
    package var prepared: String?

    package init(
      before: Value = "", after: Value = "", beforeHeader: String? = nil, afterHeader: String? = nil,
      prepared: String? = nil
    ) {
      self.before = before
      self.after = after
      self.beforeHeader = beforeHeader
      self.afterHeader = afterHeader
      self.prepared = prepared
    }
  }

  package var changed = false
  package var failed = false
  package var skipped = false
  /// The step's condition was false: it was never started.
  package var notRun = false
  package var message: String?
  /// What `register` gets beside the fields above (`stdout`, `rc`, `dest` ...), in order.
  package var values: ValueMap = [:]
  package var facts: ValueMap = [:]
  package var diffs: [Diff] = []
  package var warnings: [String] = []
  /// Faults of the arguments, each with the parameter it concerns; the control side adds file, line and column.
  package var faults: [ModuleFault] = []

  package init() {}

  package static func failure(_ message: String, _ values: ValueMap = [:]) -> ModuleResult {
    var result = ModuleResult()
    result.failed = true
    result.message = message
    result.values = values
    return result
  }
}

/// A fault of one parameter of a task.
package struct ModuleFault: Error, Sendable, Hashable {
  /// Such as `mode`, or `owner.name` for a suboption; empty for the whole task.
  package var parameter: String
  package var message: String
  package var help: String?

  package init(parameter: String = "", message: String, help: String? = nil) {
    self.parameter = parameter
    self.message = message
    self.help = help
  }
}
