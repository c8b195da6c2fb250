import FleetCore
import FleetJinja
import FleetPlaybook
import FleetSystem

/// The variables that Ansible sets itself; nobody can override them.
package enum MagicVariables {
  package static let names: Set<String> = [
    "inventory_hostname", "inventory_hostname_short", "inventory_file", "inventory_dir", "group_names", "groups",
    "hostvars", "vars", "omit", "playbook_dir", "play_hosts", "ansible_play_hosts", "ansible_play_hosts_all",
    "ansible_play_batch", "ansible_play_name", "ansible_role_name", "ansible_role_names", "ansible_play_role_names",
    "ansible_dependent_role_names", "ansible_parent_role_names", "ansible_parent_role_paths",
    "ansible_collection_name", "role_name", "role_names", "role_path", "role_uuid", "ansible_check_mode",
    "ansible_diff_mode", "ansible_verbosity", "ansible_version", "ansible_forks", "ansible_run_tags",
    "ansible_skip_tags", "ansible_limit", "ansible_inventory_sources", "ansible_config_file",
    "ansible_playbook_python", "ansible_search_path", "ansible_facts", "ansible_delegated_vars", "environment",
  ]

  /// The value of a magic variable in a scope; nil where it has none.
  static func value(_ name: String, in scope: TaskScope, delegate: String?) -> JinjaValue? {
    switch name {
    case "omit": .omit
    case "playbook_dir": .string(FilePath.absolute(scope.layers.directory))
    case "vars": .object(VarsObject(scope: scope, typeName: "dict"))
    case "hostvars": .object(HostVarsObject(scope: scope))
    case "environment":
      scope.task.map { .list(ListObject(templated: $0.keywords.environment, scope: scope)) }
    case "ansible_facts": scope.host.map { _ in JinjaValue(.map(scope.layers.namespacedFacts)) }
    case "ansible_delegated_vars": delegate.map { delegatedVars($0, in: scope) }
    case "ansible_search_path":
      scope.task.map { strings(SearchPath(task: $0, playbookDirectory: scope.layers.directory).folders) }
    case "groups": .map(groups(scope.variables.inventory))
    default: hostValue(name, scope) ?? playValue(name, scope) ?? settingValue(name, scope.settings)
    }
  }

  private static func hostValue(_ name: String, _ scope: TaskScope) -> JinjaValue? {
    guard let host = scope.host else { return nil }
    let inventory = scope.variables.inventory
    return switch name {
    case "inventory_hostname": .string(host)
    case "inventory_hostname_short": .string(String(host.prefix { $0 != "." }))
    case "inventory_file": inventory.inventoryFile(of: host).map { .string($0) }
    case "inventory_dir": inventory.inventoryDirectory(of: host).map { .string($0) }
    case "group_names": strings(inventory.groupOrder(of: host).sorted())
    default: nil
    }
  }

  private static func playValue(_ name: String, _ scope: TaskScope) -> JinjaValue? {
    if let role = scope.task?.role, let value = roleValue(name, role) { return value }
    guard let play = scope.play else { return nil }
    let direct = play.publicRoles.map(\.fullName)
    let dependencies = play.publicRoles.flatMap { $0.allRoles.dropLast().map(\.fullName) }
    return switch name {
    case "ansible_play_hosts_all": strings(play.allHosts)
    case "ansible_play_hosts": strings(play.hosts)
    case "ansible_play_batch", "play_hosts": strings(play.batch)
    case "ansible_play_name": .string(play.name)
    case "ansible_play_role_names", "role_names": strings(direct)
    case "ansible_dependent_role_names": strings(unique(dependencies))
    case "ansible_role_names": strings(unique(dependencies + direct))
    default: nil
    }
  }

  private static func roleValue(_ name: String, _ role: Role) -> JinjaValue? {
    switch name {
    case "role_name": .string(role.name)
    case "ansible_role_name": .string(role.fullName)
    case "role_path": .string(FilePath.absolute(role.path))
    case "role_uuid": .string(role.duplicateKey)
    case "ansible_collection_name": role.collection.map { .string($0) }
    case "ansible_parent_role_names":
      role.parents.isEmpty ? nil : strings(role.parents.reversed().map(\.fullName))
    case "ansible_parent_role_paths":
      role.parents.isEmpty ? nil : strings(role.parents.reversed().map { FilePath.absolute($0.path) })
    default: nil
    }
  }

  private static func settingValue(_ name: String, _ settings: VariableSettings) -> JinjaValue? {
    switch name {
    case "ansible_check_mode": .bool(settings.isCheckMode)
    case "ansible_diff_mode": .bool(settings.isDiffMode)
    case "ansible_verbosity": .int(settings.verbosity)
    case "ansible_forks": .int(settings.forks)
    case "ansible_run_tags": strings(settings.runTags)
    case "ansible_skip_tags": strings(settings.skipTags)
    case "ansible_limit": settings.limit.map { .string($0) }
    case "ansible_inventory_sources": strings(settings.inventorySources)
    case "ansible_config_file": settings.configFile.map { .string($0) } ?? .null
    case "ansible_playbook_python": .string(settings.pythonPath)
    case "ansible_version": version(settings)
    default: nil
    }
  }

  private static func version(_ settings: VariableSettings) -> JinjaValue {
    let (major, minor, revision) = settings.version
    let text = "\(major).\(minor).\(revision)"
    return JinjaValue([
      "full": .string(text), "major": .int(major), "minor": .int(minor), "revision": .int(revision),
      "string": .string(text),
    ])
  }

  private static func groups(_ inventory: any InventoryVariables) -> MapObject {
    MapObject(
      data: ValueMap(
        inventory.groupMembers.map { (Value.string($0.name), Value.list($0.hosts.map { .string($0) })) }))
  }

  /// The delegated host's variables under its name; `inventory_hostname` stays the task's own host.
  private static func delegatedVars(_ delegate: String, in scope: TaskScope) -> JinjaValue {
    let layers = VariableLayers(
      variables: scope.variables, host: delegate, task: scope.task, play: scope.play, varsFiles: [])
    let own = scope.host.map { ["inventory_hostname": JinjaValue.string($0)] } ?? [:]
    let other = TaskScope(layers: layers, locals: own)
    return .map(
      MapObject([(.string(delegate), .object(VarsObject(scope: other, typeName: "dict")))]))
  }

  static func strings(_ items: [String]) -> JinjaValue { JinjaValue(.list(items.map { .string($0) })) }

  private static func unique(_ items: [String]) -> [String] {
    var seen: Set<String> = []
    return items.filter { seen.insert($0).inserted }
  }
}

extension TaskScope {
  var settings: VariableSettings { variables.settings }
}
