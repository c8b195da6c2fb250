import FleetCore
import FleetYAML

/// A task whose parts are read, before imports are put in: the same wherever its file is used.
final class RawTask: Sendable {
  /// What tells one reading of a task from another.
  struct Key: Hashable {
    let span: Span
    let isHandler: Bool
    let isForgiving: Bool
  }

  let action: TaskAction
  let own: PlayTask.Own
  let keywords: TaskKeywords
  let parts: ActionParts
  let entries: [YAMLNode.Entry]
  let span: Span
  let isHandler: Bool

  init(
    action: TaskAction, own: PlayTask.Own, keywords: TaskKeywords, parts: ActionParts, entries: [YAMLNode.Entry],
    span: Span, isHandler: Bool
  ) {
    self.action = action
    self.own = own
    self.keywords = keywords
    self.parts = parts
    self.entries = entries
    self.span = span
    self.isHandler = isHandler
  }
}
