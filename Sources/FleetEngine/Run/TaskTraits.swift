import FleetJinja
import FleetPlaybook

/// What can be said of a task once for all hosts: which variables it reads, whether its items depend on each other.
struct TaskTraits {
  /// Modules whose answers change variables that the next item may read.
  private static let factModules: Set<String> = [
    "set_fact", "include_vars", "setup", "gather_facts", "package_facts", "service_facts", "getent", "add_host",
    "group_by", "meta", "pause", "hostname", "mount_facts",
  ]

  /// Modules that act on, and look at, nothing but the files and accounts of their own machine, or stay here.
  private static let machineModules: Set<String> = [
    "acl", "assemble", "assert", "authorized_key", "blockinfile", "copy", "cron", "debug", "file", "find", "group",
    "ini_file", "known_hosts", "lineinfile", "replace", "slurp", "stat", "tempfile", "template", "user",
  ]

  /// Lookups of `with_` loops that read nothing but their terms.
  private static let plainLookups: Set<String> = [
    "items", "list", "dict", "indexed_items", "nested", "flattened", "together", "sequence", "subelements",
  ]

  let referencedNames: Set<String>
  /// All items of a loop may be prepared before the first is carried out.
  let itemsAreIndependent: Bool

  /// Everything of it can be prepared at once: no item or attempt waits for another.
  let canBeReady: Bool
  /// It may be prepared and sent before its turn, when nothing that it reads is still on its way.
  let mayGoAhead: Bool
  /// Whether it failed, and what it sets, is known without a judgement here: tasks may be sent behind it.
  let mayBeFollowed: Bool
  /// It neither acts on other machines nor looks at them.
  let staysOnMachine: Bool

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
    let own = task.own
    canBeReady =
      task.action.kind == .module && task.action.nameTemplate == nil && own.until.isEmpty && own.retries == nil
      && own.asyncSeconds == nil && task.keywords.timeout == nil
    let keywords = task.keywords
    let isForOne = keywords.delegateTo == nil && (keywords.runOnce == nil || keywords.runOnce?.literal == false)
    let isPlain = keywords.throttle == nil && keywords.debugger == nil
    let isOrdinary = keywords.anyErrorsFatal == nil || keywords.anyErrorsFatal?.literal == false
    let isPlainLoop: Bool
    switch own.loop?.kind {
    case nil, .loop: isPlainLoop = true
    case .with(let lookup): isPlainLoop = Self.plainLookups.contains(lookup)
    }
    mayGoAhead = canBeReady && isForOne && isPlain && isOrdinary && isPlainLoop && !task.isHandler
    let changes = own.changedWhen ?? []
    mayBeFollowed =
      mayGoAhead && (own.failedWhen ?? []).isEmpty && changes.allSatisfy { $0.expression.referencedNames.isEmpty }
      && !Self.factModules.contains(task.action.name) && !task.action.name.hasSuffix("_facts")
    staysOnMachine = Self.machineModules.contains(task.action.name)
  }
}

extension TemplatedValue {
  /// The free variables of every template inside.
  func collectNames(into names: inout Set<String>) {
    switch self {
    case .data, .unsafe, .vaulted: break
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
