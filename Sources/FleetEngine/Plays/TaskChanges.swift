import FleetCore

/// What the user changed of a task's arguments at the debugger's prompt, for the next attempt. Values are data: what is
/// typed there is no template, as in ansible-core 2.19.
struct TaskChanges {
  var arguments: [String: Value] = [:]
  /// Every argument as written is left out (`task.args = …`).
  var dropsWritten = false
  var removed: Set<String> = []

  static let freeForm = "_raw_params"

  var isEmpty: Bool { arguments.isEmpty && removed.isEmpty && !dropsWritten }

  /// Whether the argument as written is no longer meant.
  func replaces(_ name: String) -> Bool { dropsWritten || arguments[name] != nil || removed.contains(name) }

  mutating func set(_ name: String, _ value: Value) {
    arguments[name] = value
    removed.remove(name)
  }

  mutating func remove(_ name: String) {
    arguments[name] = nil
    removed.insert(name)
  }
}
