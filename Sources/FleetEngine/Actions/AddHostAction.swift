import FleetCore
import FleetProtocol

/// `add_host`: a host for later plays.
struct AddHostAction: Action {
  static let names = ["add_host"]
  static let isForAllHosts = true

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    guard let name = ["name", "host", "hostname"].lazy.compactMap({ arguments.text($0) }).first else {
      throw ActionFault("'name', 'host' or 'hostname' needs to be provided")
    }
    let groups = ["groups", "groupname", "group"].lazy.compactMap { arguments.list($0) }.first ?? []
    var variables: ValueMap = [:]
    let reserved: Set<String> = ["name", "host", "hostname", "groups", "groupname", "group"]
    for (key, value) in task.arguments {
      if let text = key.string, !reserved.contains(text) { variables[text] = value }
    }
    let (host, port) = Self.split(name)
    if let port { variables["ansible_ssh_port"] = .int(port) }
    var result = ModuleResult()
    result.changed = try context.run.inventory.addHost(host, groups: groups, variables: variables)
    result.values["add_host"] = [
      "host_name": .string(host), "groups": .list(groups.map { .string($0) }), "host_vars": .map(variables),
    ]
    return .done(result)
  }

  /// `name:port`; an IPv6 address in brackets keeps its colons.
  private static func split(_ name: String) -> (String, Int?) {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let port = Int(parts[1]) else { return (name, nil) }
    return (String(parts[0]), port)
  }
}
