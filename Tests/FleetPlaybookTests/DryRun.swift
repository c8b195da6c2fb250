import FleetCore
import FleetInventory
import FleetJinja
import FleetPlaybook
import FleetVariables

/// Walks a playbook with the control side's own actions only (`debug`, `set_fact`, `include_vars`, includes): shows
/// which variables every task sees on every host, without an engine.
final class DryRun {
  private let variables: RunVariables
  private let loader: PlaybookLoader
  private let inventory: Inventory
  private let engine: TemplateEngine
  private(set) var lines: [String] = []

  init(_ loading: Loading, inventory: Inventory, extraVars: VariableTable, settings: VariableSettings) {
    loader = loading.loader
    engine = loading.engine
    self.inventory = inventory
    variables = RunVariables(
      settings: settings, inventory: inventory, templates: loading.engine, extraVars: extraVars,
      loader: loading.loader)
  }

  func run(_ playbook: Playbook) throws {
    for play in playbook.plays {
      let scope = variables.playScope(PlayContext(play: play, allHosts: []))
      let pattern = try play.settings.hosts.compactMap { try $0.value(in: scope) }.joined(separator: ":")
      let hosts = try inventory.hosts(matching: pattern).hosts
      var context = PlayContext(play: play, allHosts: hosts)
      for section in Play.Section.allCases { try run(play.nodes(of: section), hosts, &context) }
    }
  }

  private func run(_ nodes: [TaskNode], _ hosts: [String], _ context: inout PlayContext) throws {
    for node in nodes {
      switch node {
      case .block(let block): try run(block.tasks, hosts, &context)
      case .task(let task):
        var included: [(tasks: IncludedTasks, isPublic: Bool, hosts: [String])] = []
        for host in hosts {
          guard let found = try run(task, host, context) else { continue }
          if let known = included.firstIndex(where: { $0.tasks === found.tasks }) {
            included[known].hosts.append(host)
          } else {
            included.append((found.tasks, found.isPublic, [host]))
          }
        }
        for (tasks, isPublic, hosts) in included {
          try run(tasks.nodes, hosts, &context)
          if isPublic, let role = tasks.role { context = context.with(publicRoles: context.publicRoles + [role]) }
        }
      }
    }
  }

  /// Carries a task out for a host; an include answers what it found.
  private func run(
    _ task: PlayTask, _ host: String, _ context: PlayContext
  ) throws -> (tasks: IncludedTasks, isPublic: Bool)? {
    let scope = try variables.scope(for: host, task: task, in: context)
    guard try task.keywords.when.firstFalse(in: scope) == nil else { return nil }
    func argument(_ key: String) throws -> Value? {
      try (task.action.argument(key)).flatMap { try engine.value(of: $0.value, in: scope) }
    }
    let file = try task.action.freeForm.flatMap { try engine.value(of: $0.value, in: scope) }?.string
    switch task.action.name {
    case "debug":
      do {
        let value = try argument("msg") ?? .null
        lines.append("\(host): \(JSONWriter(sortsKeys: true).write(value))")
      } catch let error as DiagnosticError {
        lines.append("\(host): error \(error.diagnostics.first?.code.name ?? "") \(error.description)")
      }
    case "set_fact":
      var facts: ValueMap = [:]
      for argument in task.action.arguments where argument.key != "cacheable" {
        facts[argument.key] = try engine.value(of: argument.value, in: scope)
      }
      variables.state(of: host).set(facts)
    case "facts":
      for argument in task.action.arguments {
        variables.state(of: host).record(facts: [argument.key: try engine.value(of: argument.value, in: scope) ?? .null]
        )
      }
    case "include_vars":
      let search = SearchPath(task: task, playbookDirectory: context.play.directory)
      guard let path = search.find(try argument("file")?.string ?? file ?? "", kind: "vars") else { return nil }
      variables.state(of: host).include(try loader.loadVariables(file: path))
    case "include_tasks":
      return (
        try loader.loadTasks(file: try argument("file")?.string ?? file ?? "", for: task, in: context.play), false
      )
    case "include_role":
      var selection = RoleSelection(name: try argument("name")?.string ?? "")
      selection.isPublic = try argument("public") == .bool(true)
      return (try loader.loadRole(selection, for: task, in: context.play), selection.isPublic ?? false)
    default: break
    }
    return nil
  }
}
