import FleetCore
package import FleetJinja
import FleetSystem
import Synchronization

/// The questions of the variable layers (`InventoryVariables`).
extension Inventory {
  /// Grows with every change.
  package var revision: Int { state.withLock { $0.revision } }

  /// Every host, in the inventory's order.
  package var hostNames: [String] { state.withLock { $0.graph.hosts.map(\.name) } }

  /// Every group with all its hosts, those of child groups too.
  package var groupMembers: [(name: String, hosts: [String])] {
    let graph = state.withLock { $0.graph }
    return graph.groups.indices.map { number in
      let members = number == InventoryGraph.all ? Array(graph.hosts.indices) : graph.members(of: number)
      let ordered = number == InventoryGraph.all ? graph.members(of: number) : members
      return (graph.groups[number].name, ordered.map { graph.hosts[$0].name })
    }
  }

  /// Whether a host of this name is there; `localhost` always is, as the control machine.
  package func contains(host: String) -> Bool {
    InventoryGraph.localNames.contains(host) || state.withLock { $0.graph.hostIndex[host] != nil }
  }

  /// Whether the host stands only for the control machine and is not written in the inventory.
  package func isImplicit(host: String) -> Bool {
    InventoryGraph.localNames.contains(host) && state.withLock { $0.graph.hostIndex[host] == nil }
  }

  /// The host's groups without `all`, the weakest first (depth, then priority, then name).
  package func groupOrder(of host: String) -> [String] {
    state.withLock { state in
      guard let number = state.graph.hostIndex[host] else { return [] }
      let groups = state.graph.allGroups(of: number).subtracting([InventoryGraph.all])
      return state.graph.sorted(groups).map { state.graph.groups[$0].name }
    }
  }

  /// The variables of a group in the inventory itself.
  package func groupVariables(_ group: String) -> VariableTable? {
    state.withLock { state in
      guard let number = state.graph.groupIndex[group] else { return nil }
      if state.groupTables.count != state.graph.groups.count {
        state.groupTables = Array(repeating: nil, count: state.graph.groups.count)
      }
      if let known = state.groupTables[number] { return known }
      let table = VariableTable(state.graph.groups[number].variables, source: "group `\(group)` of the inventory")
      state.groupTables[number] = table
      return table
    }
  }

  /// The variables of a host in the inventory itself; the implicit `localhost` has its connection.
  package func hostVariables(_ host: String) -> VariableTable? {
    state.withLock { state in
      guard let number = state.graph.hostIndex[host] else {
        return InventoryGraph.localNames.contains(host) ? Self.implicitVariables : nil
      }
      if state.hostTables.count != state.graph.hosts.count {
        state.hostTables = Array(repeating: nil, count: state.graph.hosts.count)
      }
      if let known = state.hostTables[number] { return known }
      let table = VariableTable(state.graph.hosts[number].variables, source: "host `\(host)` of the inventory")
      state.hostTables[number] = table
      return table
    }
  }

  private static let implicitVariables = VariableTable(
    [
      ("ansible_python_interpreter", VariableTable.Entry(value: .data("/usr/bin/python3"), span: nil)),
      ("ansible_connection", VariableTable.Entry(value: .data("local"), span: nil)),
    ], source: "the implicit localhost")

  /// The files of `group_vars/` beside the inventory sources, the weakest first.
  package func groupFiles(_ group: String) -> [VariableTable] { files(.group, group) }
  package func hostFiles(_ host: String) -> [VariableTable] { files(.host, host) }

  private func files(_ kind: VariableFolders.Kind, _ name: String) -> [VariableTable] {
    do throws(DiagnosticError) {
      return try folders.tables(kind, name)
    } catch {
      let faults = error.diagnostics
      state.withLock { $0.faults += faults }
      return []
    }
  }

  /// The source that named the host first.
  package func inventoryFile(of host: String) -> String? {
    state.withLock { state in state.graph.hostIndex[host].flatMap { state.graph.hosts[$0].source } }
  }

  package func inventoryDirectory(of host: String) -> String? {
    guard let source = inventoryFile(of: host) else { return nil }
    return source.contains("/") ? FilePath.folder(of: source) : FileSystem.currentDirectory()
  }

  /// The structure of groups, for `fleet inventory`.
  package var groupNames: [String] { state.withLock { $0.graph.groups.map(\.name) } }

  package func group(_ name: String) -> (hosts: [String], children: [String], priority: Int)? {
    state.withLock { state in
      guard let number = state.graph.groupIndex[name] else { return nil }
      let group = state.graph.groups[number]
      return (
        group.hosts.map { state.graph.hosts[$0].name }, group.children.map { state.graph.groups[$0].name },
        group.priority
      )
    }
  }
}
