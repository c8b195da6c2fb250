import FleetCore
import FleetJinja
import FleetModuleKit
import FleetPlaybook
import FleetTransport
import FleetVariables

/// Evaluates a task for one host and item: module, arguments, identity, environment. After this no template is left.
@EngineActor struct TaskResolver {
  let runner: TaskRunner

  private var task: PlayTask { runner.task }
  private var run: RunContext { runner.run }

  func resolve(_ item: LoopItem) throws -> ResolvedTask {
    let scope = item.scope
    let reader = KeywordReader(engine: run.templates, scope: scope)
    var module = try moduleName(scope)
    let defaults = try moduleDefaults(module, scope)
    let delegate = item.delegate
    let target = try machine(delegate, item, isNeeded: !Self.controlActions.contains(module))
    var arguments = defaults
    arguments.merge(try self.arguments(scope))
    if task.action.name == "gather_facts" { arguments.removeValue(forKey: "parallel") }
    if module == "set_fact" { arguments = try withTemplatedNames(arguments, scope) }
    if module == "gather_facts" {
      // The action runs `setup`; `parallel` says how several fact modules go together.
      module = "setup"
      arguments.removeValue(forKey: "parallel")
    }
    return ResolvedTask(
      task: task, module: module, arguments: arguments, freeForm: try freeForm(scope),
      isCheck: try reader.bool(task.keywords.checkMode, default: run.options.isCheck),
      wantsDiff: try reader.bool(task.keywords.diff, default: run.options.wantsDiff),
      isSecret: try reader.bool(task.keywords.noLog), environment: try environment(scope),
      timeoutSeconds: try timeout(reader),
      asyncSeconds: try task.own.asyncSeconds.map { UInt32(clamping: try reader.integer($0)) } ?? 0,
      pollSeconds: try task.own.poll.map { try reader.integer($0) } ?? run.options.pollSeconds,
      machine: delegate ?? runner.host.name, connection: target,
      delegate: delegate.map { ($0, target.address) }, hostName: runner.host.name)
  }

  /// The module behind an action that only chooses one.
  private static func carrier(_ name: String) -> String { name == "gather_facts" ? "setup" : name }

  private func timeout(_ reader: KeywordReader) throws -> UInt32 {
    guard let keyword = task.keywords.timeout else { return 0 }
    let seconds = try reader.integer(keyword)
    guard (0...100_000_000).contains(seconds) else {
      throw ActionFault(
        "Task failed: Timeout \(seconds) is invalid, it must be between 0 and 100000000.", ["changed": false])
    }
    return UInt32(seconds)
  }

  private func moduleName(_ scope: any VariableScope) throws -> String {
    guard let template = task.action.nameTemplate else { return Self.carrier(task.action.name) }
    let name = try run.templates.evaluate(template, in: scope).text()
    return Self.carrier(ModuleNames.short(name))
  }

  private func arguments(_ scope: any VariableScope) throws -> ValueMap {
    var map: ValueMap = [:]
    if let template = task.action.argumentsTemplate,
      case .map(let given)? = try run.templates.value(of: template.value, in: scope)
    {
      map.merge(given)
    }
    let changes = runner.changes
    if changes.dropsWritten { map = [:] }
    for (key, value) in changes.arguments where key != TaskChanges.freeForm { map[key] = value }
    for argument in task.action.arguments where !changes.replaces(argument.key) {
      // Evaluated to `omit`, an argument is as if it had not been written.
      let value: Value?
      do {
        value = try run.templates.value(of: argument.value, in: scope)
      } catch {
        throw ArgumentError(module: task.action.name, argument: argument.key, cause: error)
      }
      guard let value else {
        map.removeValue(forKey: argument.key)
        continue
      }
      map[argument.key] = value
    }
    return map
  }

  /// `set_fact` evaluates the names of its variables, too.
  private func withTemplatedNames(_ arguments: ValueMap, _ scope: any VariableScope) throws -> ValueMap {
    var result: ValueMap = [:]
    for (key, value) in arguments {
      guard let text = key.string, TemplateOptions.ansible.mayTemplate(text) else {
        result[key] = value
        continue
      }
      let name = try run.templates.evaluate(try run.templates.compile(text, origin: nil), in: scope)
      result[try name.data()] = value
    }
    return result
  }

  private func freeForm(_ scope: any VariableScope) throws -> String? {
    var written = task.action.freeForm?.value
    if runner.changes.replaces(TaskChanges.freeForm) {
      written = runner.changes.arguments[TaskChanges.freeForm].map { .data($0) }
    }
    guard let written else { return nil }
    switch try run.templates.value(of: written, in: scope) {
    case nil, .null?: return nil
    case .string(let text)?: return text
    case let other?: return try JinjaValue(other).text()
    }
  }

  /// `module_defaults`: the weakest arguments, of the groups that the module is in, then under its short or full name.
  /// What stands further inside replaces an entry as a whole, and only entries that are meant are evaluated
  /// (Ansible's `_get_action_arg_defaults`).
  private func moduleDefaults(_ module: String, _ scope: any VariableScope) throws -> ValueMap {
    var own: TemplatedValue?
    var groups: [(name: String, value: TemplatedValue)] = []
    for entry in task.keywords.moduleDefaults {
      for (key, value) in try defaults(entry, scope) {
        if key.hasPrefix("group/") {
          let name = String(key.dropFirst(6))
          if let position = groups.firstIndex(where: { $0.name == name }) {
            groups[position].value = value
          } else {
            groups.append((name, value))
          }
        } else if ModuleNames.short(key) == module {
          own = value
        }
      }
    }
    let meant = groups.filter { group in
      run.loader.actions(ofGroup: group.name, beside: runner.play.play.directory)?.contains(module) == true
    }
    var map: ValueMap = [:]
    for value in meant.map(\.value) + (own.map { [$0] } ?? []) {
      if case .map(let given)? = try run.templates.value(of: value, in: scope) { map.merge(given) }
    }
    return map
  }

  /// The entries of one `module_defaults`, not evaluated yet.
  private func defaults(
    _ entry: TemplatedValue, _ scope: any VariableScope
  ) throws -> [(key: String, value: TemplatedValue)] {
    func pairs(_ map: ValueMap) -> [(key: String, value: TemplatedValue)] {
      map.compactMap { key, value in key.string.map { (key: $0, value: TemplatedValue.data(value)) } }
    }
    switch entry {
    case .map(let entries):
      return entries.compactMap { entry in entry.key.literal?.string.map { (key: $0, value: entry.value) } }
    case .data(let data): return pairs(data.map ?? [:])
    default:
      guard case .map(let table)? = try run.templates.value(of: entry, in: scope) else { return [] }
      return pairs(table)
    }
  }

  private func environment(_ scope: any VariableScope) throws -> [String: String] {
    var result: [String: String] = [:]
    for entry in task.keywords.environment {
      let found = try environmentValue(entry, scope)
      guard case .map(let map)? = found else { continue }
      for (key, value) in map {
        guard let name = key.string else { continue }
        result[name] = try JinjaValue(value).text()
      }
    }
    return result
  }

  /// A mapping is evaluated entry by entry: facts of the environment cannot be there before they are gathered, and such
  /// entries are left out then (`_post_validate_environment`).
  private func environmentValue(_ entry: TemplatedValue, _ scope: any VariableScope) throws -> Value? {
    guard ["setup", "gather_facts"].contains(task.action.name), case .map(let pairs) = entry else {
      return try run.templates.value(of: entry, in: scope)
    }
    var map: ValueMap = [:]
    for pair in pairs {
      guard let key = try run.templates.value(of: pair.key, in: scope) else { continue }
      do {
        map[key] = try run.templates.value(of: pair.value, in: scope)
      } catch {
        guard error.description.contains("ansible_env") || error.description.contains("'env'") else { throw error }
      }
    }
    return .map(map)
  }

  /// Actions that never look at a machine: a connection that is not possible does not matter to them, but for a type
  /// of connection that is nobody's.
  private static let controlActions: Set<String> = [
    "add_host", "assert", "debug", "fail", "group_by", "include_vars", "pause", "set_fact", "set_stats",
    "validate_argument_spec",
  ]

  private func machine(
    _ delegate: String?, _ item: LoopItem, isNeeded: Bool
  ) throws -> ConnectionSettings {
    let name = delegate ?? runner.host.name
    let isDelegated = delegate != nil
    let own = isDelegated ? try runner.play.delegateScope(for: name, step: runner.step, item: item) : item.scope
    let isLocal = ["localhost", "127.0.0.1", "::1"].contains(name) && !run.inventory.hostNames.contains(name)
    do {
      return try ConnectionPlanner(
        engine: run.templates, defaults: run.options.connection, scope: own, machine: name, keywords: task.keywords,
        isImplicitLocal: isLocal
      ).settings()
    } catch let error as ConnectionError {
      guard isNeeded || error.kind == .unknownType else { return ConnectionSettings(hostName: name, address: name) }
      throw error
    }
  }
}
