import FleetJinja
import FleetPlaybook

/// What can be said of a task once for all hosts: which variables it reads, whether its items depend on each other.
struct TaskTraits {
  /// Modules whose answers change variables that the next item may read.
  private static let factModules: Set<String> = [
    "set_fact", "include_vars", "setup", "gather_facts", "package_facts", "service_facts", "getent", "add_host",
    "group_by", "meta", "pause",
  ]

  let referencedNames: Set<String>
  /// All items of a loop may be prepared before the first is carried out.
  let itemsAreIndependent: Bool

  init(_ task: PlayTask) {
    var names: Set<String> = []
    for argument in task.action.arguments { argument.value.collectNames(into: &names) }
    if let freeForm = task.action.freeForm { freeForm.value.collectNames(into: &names) }
    if let template = task.action.argumentsTemplate { template.value.collectNames(into: &names) }
    for condition in task.keywords.when { names.formUnion(condition.expression.referencedNames) }
    for entry in task.keywords.environment { entry.collectNames(into: &names) }
    for table in task.vars {
      for name in table.names { table[name]?.value.collectNames(into: &names) }
    }
    referencedNames = names
    let readsItself = task.own.register.map(names.contains) ?? false
    // Names hidden behind `vars`, `hostvars` and lookups of variables cannot be told.
    let isOpaque = names.contains("vars") || names.contains("hostvars")
    itemsAreIndependent = !readsItself && !isOpaque && !Self.factModules.contains(task.action.name)
  }
}

extension TemplatedValue {
  /// The free variables of every template inside.
  func collectNames(into names: inout Set<String>) {
    switch self {
    case .data, .vaulted: break
    case .template(let template): names.formUnion(template.referencedNames)
    case .list(let items): for item in items { item.collectNames(into: &names) }
    case .map(let pairs):
      for pair in pairs {
        pair.key.collectNames(into: &names)
        pair.value.collectNames(into: &names)
      }
    }
  }
}
