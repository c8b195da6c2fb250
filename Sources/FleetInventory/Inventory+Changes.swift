package import FleetCore
import FleetJinja
import Synchronization

/// What `add_host` and `group_by` do (`add_dynamic_host`, `add_dynamic_group`). Variables are data: they come out of
/// templates that were evaluated already.
extension Inventory {
  /// Adds a host with variables and groups. True when that changed anything.
  package func add(host name: String, groups: [String] = [], variables: ValueMap = [:]) throws(DiagnosticError) -> Bool
  {
    guard !name.isEmpty else { throw DiagnosticError(.unknownHost, "a host without a name") }
    return state.withLock { state in
      var isChanged = state.graph.hostIndex[name] == nil
      let host = state.graph.addHost(name, source: nil)
      let known = VariableTable(state.graph.hosts[host].variables, source: "")
      for (key, value) in variables {
        let key = JSONWriter.keyText(key)
        guard known[key]?.value.literal != value else { continue }
        state.graph.set(key, VariableTable.Entry(value: .data(value), span: nil), host: host)
        isChanged = true
      }
      for group in groups where !group.isEmpty {
        if state.graph.groupIndex[group] == nil { isChanged = true }
        if state.graph.add(host: host, to: state.graph.addGroup(group)) { isChanged = true }
      }
      if isChanged { state.settle() }
      return isChanged
    }
  }

  /// Puts a host into a group below the given ones. True when that changed anything.
  package func add(host name: String, toGroup group: String, parents: [String]) throws(DiagnosticError) -> Bool {
    try state.withLock { state throws(DiagnosticError) in
      guard let host = state.graph.hostIndex[name] else {
        throw DiagnosticError(.unknownHost, "`\(name)` cannot be matched in inventory")
      }
      var graph = state.graph
      var isChanged = graph.groupIndex[group] == nil
      let number = graph.addGroup(group)
      for parent in parents {
        if graph.groupIndex[parent] == nil { isChanged = true }
        if try graph.add(child: number, to: graph.addGroup(parent), at: nil) { isChanged = true }
      }
      if graph.add(host: host, to: number) { isChanged = true }
      state.graph = graph
      if isChanged { state.settle() }
      return isChanged
    }
  }
}

extension Inventory.State {
  /// Brings the rules of an inventory about after a change.
  mutating func settle() {
    graph.reconcile()
    hostTables = []
    groupTables = []
    revision += 1
  }
}
