/// What kind of run begins.
package struct RunHeading: Sendable {
  package var isCheck: Bool
  package init(isCheck: Bool) { self.isCheck = isCheck }
}

/// The line above a play.
package struct PlayHeading: Sendable {
  package var id: String
  package var name: String
  package var path: String
  package var isCheck: Bool
  /// Hosts go on at their own pace: task lines come as they come.
  package var isFree: Bool

  package init(id: String, name: String, path: String, isCheck: Bool, isFree: Bool) {
    self.id = id
    self.name = name
    self.path = path
    self.isCheck = isCheck
    self.isFree = isFree
  }
}

/// The line above a task's results.
package struct TaskHeading: Sendable {
  package enum Kind: Sendable { case task, handler }

  package var id: String
  /// With the role's prefix, variables filled in as far as they are known.
  package var name: String
  package var kind: Kind
  /// The module as the task calls it.
  package var action: String
  /// `file:line` of the task.
  package var path: String
  package var isCheck: Bool
  /// `key=value, key=value` as written; nil where they must not be shown.
  package var arguments: String?

  package init(
    id: String, name: String, kind: Kind, action: String, path: String, isCheck: Bool, arguments: String? = nil
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.action = action
    self.path = path
    self.isCheck = isCheck
    self.arguments = arguments
  }
}
