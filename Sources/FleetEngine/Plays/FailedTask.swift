import FleetCore
import FleetJinja
import FleetPlaybook

/// What a rescue sees of the task that failed: `ansible_failed_task`.
struct FailedTask {
  let task: PlayTask
  let name: String?

  init(_ task: PlayTask, name: String?) {
    self.task = task
    self.name = name
  }

  var values: ValueMap {
    var arguments: ValueMap = [:]
    for argument in task.action.arguments {
      if let literal = argument.value.literal { arguments[argument.key] = literal }
    }
    return [
      "name": .string(name ?? task.name?.text ?? ""), "action": .string(task.action.writtenName),
      "args": .map(arguments), "register": task.own.register.map { .string($0) } ?? .null,
      "tags": .list(task.keywords.tags.map { .string($0.text) }),
      "when": .list(task.keywords.when.map { .string($0.text) }),
      "delegate_to": task.keywords.delegateTo.map { .string($0.text) } ?? .null,
      "ignore_errors": task.keywords.ignoreErrors?.literal.map { .bool($0) } ?? .null,
      "run_once": task.keywords.runOnce?.literal.map { .bool($0) } ?? .null,
    ]
  }
}
