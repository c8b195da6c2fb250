package import FleetCore
package import FleetJinja

/// What a task repeats over, as written.
package struct TaskLoop: Sendable {
  package enum Kind: Sendable, Hashable {
    /// `loop:`, the list itself.
    case loop
    /// `with_<lookup>:`, the list that the lookup plugin makes of the terms (`items`, `dict`, `fileglob` ...).
    case with(String)
  }

  package let kind: Kind
  package let value: TemplatedValue
  package let span: Span

  package init(kind: Kind, value: TemplatedValue, span: Span) {
    self.kind = kind
    self.value = value
    self.span = span
  }
}

/// `loop_control`, with Ansible's defaults.
package struct LoopControl: Sendable {
  package var loopVar: Keyword<String>?
  package var indexVar: Keyword<String>?
  package var label: TemplatedValue?
  /// Seconds between two items.
  package var pause: Keyword<Double>?
  package var extended: Keyword<Bool>?
  package var extendedAllItems: Keyword<Bool>?
  package var breakWhen: [Condition] = []

  package init() {}
}
