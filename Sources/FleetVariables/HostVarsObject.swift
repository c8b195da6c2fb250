import FleetCore
import FleetJinja

/// `hostvars`: the variables of every host, each evaluated in that host's own scope when it is looked at.
final class HostVarsObject: JinjaObject {
  let typeName = "HostVars"
  private let scope: TaskScope
  private var known: [String: JinjaValue] = [:]

  init(scope: TaskScope) { self.scope = scope }

  func item(_ key: JinjaValue) throws -> JinjaValue? {
    guard case .string(let host) = key else { return nil }
    if let found = known[host] { return found }
    guard scope.variables.inventory.contains(host: host) else { return nil }
    let value = JinjaValue.object(VarsObject(scope: scope.scope(ofOther: host), typeName: "HostVarsVars"))
    known[host] = value
    return value
  }

  func attribute(_ name: String) throws -> JinjaValue? {
    if let value = try item(.string(name)) { return value }
    switch name {
    case "get":
      return .object(
        MethodObject("get") { arguments in
          guard let key = arguments.positional.first else { return .null }
          return try self.item(key) ?? (arguments.positional.count > 1 ? arguments.positional[1] : .null)
        })
    case "keys": return .object(MethodObject("keys") { _ in MagicVariables.strings(self.hosts) })
    case "values":
      return .object(
        MethodObject("values") { _ in
          .list(ListObject(try self.hosts.compactMap { try self.item(.string($0)) }))
        })
    case "items":
      return .object(
        MethodObject("items") { _ in
          .list(
            ListObject(
              try self.hosts.compactMap { host in
                try self.item(.string(host)).map { .tuple([.string(host), $0]) }
              }))
        })
    default: return nil
    }
  }

  func elements() throws -> [JinjaValue]? { hosts.map { .string($0) } }
  func text() throws -> String { "<HostVars of \(hosts.count) hosts>" }

  /// The variables of all hosts.
  func data() throws -> Value? {
    var map: ValueMap = [:]
    for host in hosts {
      guard let value = try VarsObject(scope: scope.scope(ofOther: host), typeName: "HostVarsVars").data() else {
        return nil
      }
      map[host] = value
    }
    return .map(map)
  }

  private var hosts: [String] { scope.variables.inventory.hostNames }
}
