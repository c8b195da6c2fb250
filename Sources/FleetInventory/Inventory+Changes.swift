package import FleetCore
import FleetJinja
import Synchronization

/// What `add_host` and `group_by` do (`add_dynamic_host`, `add_dynamic_group`). Variables are data: they come out of
/// templates that were evaluated already.
extension Inventory {
  /// Whether a shell glob takes the whole name.
  package static func glob(_ glob: String, matches name: String) -> Bool {
    NamePattern.matches(Array(glob.unicodeScalars), Array(name.unicodeScalars))
  }

  /// `meta: refresh_inventory`: reads the sources again; what tasks added stays.
  package func refresh() throws(DiagnosticError) {
    let fresh =
      sources.isEmpty ? Inventory.empty(options: options) : try Inventory.load(sources: sources, options: options)
    let graph = fresh.state.withLock { $0.graph }
    let additions = state.withLock { state in
      state.graph = graph
      state.settle()
      defer { state.additions = [] }
      return state.additions
    }
    for addition in additions {
      switch addition {
      case .host(let name, let groups, let variables): _ = try add(host: name, groups: groups, variables: variables)
      case .group(let group, let parents, let host):
        let isThere = state.withLock { $0.graph.hostIndex[host] != nil }
        if isThere { _ = try add(host: host, toGroup: group, parents: parents) }
      }
    }
  }

  /// Adds a host with variables and groups. True when that changed anything.
  package func add(host name: String, groups: [String] = [], variables: ValueMap = [:]) throws(DiagnosticError) -> Bool
  {
    guard !name.isEmpty else { throw DiagnosticError(.unknownHost, "a host without a name") }
    return state.withLock { state in
      state.additions.append(.host(name, groups: groups, variables: variables))
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
      state.additions.append(.group(group, parents: parents, host: name))
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
