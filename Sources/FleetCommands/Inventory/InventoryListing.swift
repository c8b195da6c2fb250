import FleetCore
import FleetInventory
import FleetJinja

/// What `ansible-inventory` prints of an inventory: templates as they are written, vaulted values as ciphertext.
struct InventoryListing {
  let inventory: Inventory
  let extraVars: VariableTable
  /// Variables where they are defined instead of all of a host's at the host.
  let isExport: Bool
  let mergesHashes: Bool
  let playbookVariables: PlaybookVariables

  // MARK: - Variables

  /// The variables of a host: its own only (`--export`), or with those of its groups.
  func variables(ofHost host: String) -> Value {
    var tables: [VariableTable] = []
    if !isExport {
      let groups = inventory.groupOrder(of: host)
      tables += [inventory.groupVariables("all")].compactMap { $0 }
      tables += groups.compactMap { inventory.groupVariables($0) }
      tables += inventory.groupFiles("all") + playbookVariables.group("all")
      tables += groups.flatMap { inventory.groupFiles($0) }
      tables += groups.flatMap { playbookVariables.group($0) }
    }
    tables += [inventory.hostVariables(host)].compactMap { $0 }
    tables += inventory.hostFiles(host) + (isExport ? [] : playbookVariables.host(host))
    if !isExport { tables.append(extraVars) }
    return merged(tables)
  }

  private func variables(ofGroup group: String) -> Value {
    var result = merged([inventory.groupVariables(group)].compactMap { $0 } + inventory.groupFiles(group))
    if let priority = inventory.group(group)?.priority, priority != 1, var map = result.map {
      map["ansible_group_priority"] = .int(priority)
      result = .map(map)
    }
    return result
  }

  /// Later tables win; `hash_behaviour = merge` merges mappings.
  private func merged(_ tables: [VariableTable]) -> Value {
    var result = ValueMap()
    for table in tables {
      for name in table.names {
        guard let entry = table[name] else { continue }
        let value = WrittenText.value(entry.value)
        result[name] = mergesHashes ? Self.merge(result[name], value) : value
      }
    }
    return .map(result)
  }

  private static func merge(_ old: Value?, _ new: Value) -> Value {
    guard var result = old?.map, let added = new.map else { return new }
    for (key, value) in added { result[key] = merge(result[key], value) }
    return .map(result)
  }

  // MARK: - JSON and YAML

  /// The document of `--list`.
  func json() throws(DiagnosticError) -> Value {
    let hosts = try inventory.hosts(matching: HostPattern("all")).hosts
    let available = Set(hosts)
    var result = ValueMap()
    var seen: Set<String> = []
    json(group: "all", available, &seen, into: &result)
    var hostvars = ValueMap()
    for host in hosts {
      let variables = variables(ofHost: host)
      if variables.isTruthy { hostvars[host] = variables }
    }
    result["_meta"] = ["hostvars": .map(hostvars), "profile": "inventory_legacy"]
    return .map(result)
  }

  private func json(
    group name: String, _ available: Set<String>, _ seen: inout Set<String>, into result: inout ValueMap
  ) {
    guard let group = inventory.group(name) else { return }
    var entry = ValueMap()
    let hosts = name == "all" ? [] : group.hosts.filter(available.contains)
    if !hosts.isEmpty { entry["hosts"] = .list(hosts.map { .string($0) }) }
    if !group.children.isEmpty { entry["children"] = .list(group.children.map { .string($0) }) }
    for child in group.children where seen.insert(child).inserted {
      json(group: child, available, &seen, into: &result)
    }
    if isExport {
      let variables = variables(ofGroup: name)
      if variables.isTruthy { entry["vars"] = variables }
    }
    if !entry.isEmpty { result[name] = .map(entry) }
  }

  /// The document of `--list --yaml`.
  func yaml() throws(DiagnosticError) -> Value {
    let available = Set(try inventory.hosts(matching: HostPattern("all")).hosts)
    var seenHosts: Set<String> = []
    var seenGroups: Set<String> = []
    return .map(yaml(group: "all", available, &seenHosts, &seenGroups))
  }

  private func yaml(
    group name: String, _ available: Set<String>, _ seenHosts: inout Set<String>, _ seenGroups: inout Set<String>
  ) -> ValueMap {
    guard let group = inventory.group(name) else { return [:] }
    var children = ValueMap()
    for child in group.children where child != "all" {
      if seenGroups.contains(child) {
        children[child] = [:]
      } else {
        children.merge(yaml(group: child, available, &seenHosts, &seenGroups))
        seenGroups.insert(child)
      }
    }
    var hosts = ValueMap()
    if name != "all" {
      for host in group.hosts where available.contains(host) {
        hosts[host] = seenHosts.insert(host).inserted ? variables(ofHost: host) : [:]
      }
    }
    var entry = ValueMap()
    if !children.isEmpty { entry["children"] = .map(children) }
    if !hosts.isEmpty { entry["hosts"] = .map(hosts) }
    if isExport {
      let variables = variables(ofGroup: name)
      if variables.isTruthy { entry["vars"] = variables }
    }
    return entry.isEmpty ? [:] : [name: .map(entry)]
  }

  /// The document of `--list --toml`: every group a table, its hosts tables in it (Ansible's `toml_inventory`).
  func toml() throws(DiagnosticError) -> Value {
    let available = Set(try inventory.hosts(matching: HostPattern("all")).hosts)
    var seen: Set<String> = []
    return .map(toml(group: "all", available, &seen))
  }

  private func toml(group name: String, _ available: Set<String>, _ seen: inout Set<String>) -> ValueMap {
    guard let group = inventory.group(name) else { return [:] }
    var result = ValueMap()
    // The group's own entry stands before those of its children.
    result[name] = [:]
    var children: [Value] = []
    for child in group.children {
      if child == "ungrouped", inventory.group(child)?.hosts.isEmpty != false { continue }
      if name != "all" { children.append(.string(child)) }
      result.merge(toml(group: child, available, &seen))
    }
    var hosts = ValueMap()
    if name != "all" {
      for host in group.hosts where available.contains(host) {
        hosts[host] = seen.insert(host).inserted ? variables(ofHost: host) : [:]
      }
    }
    var entry = ValueMap()
    if !children.isEmpty { entry["children"] = .list(children) }
    if !hosts.isEmpty { entry["hosts"] = .map(hosts) }
    if isExport {
      let variables = variables(ofGroup: name)
      if variables.isTruthy { entry["vars"] = variables }
    }
    if entry.isEmpty { result.removeValue(forKey: name) } else { result[name] = .map(entry) }
    return result
  }

  // MARK: - The tree

  /// The text of `--graph`.
  func graph(_ name: String, showsVariables: Bool) throws(DiagnosticError) -> String {
    guard inventory.group(name) != nil else {
      throw DiagnosticError(
        .unknownHost, "Pattern must be valid group name when using --graph",
        help: Suggestion.help(for: name, in: inventory.groupNames))
    }
    return lines(group: name, depth: 0, showsVariables).joined(separator: "\n")
  }

  private func lines(group name: String, depth: Int, _ showsVariables: Bool) -> [String] {
    guard let group = inventory.group(name) else { return [] }
    var lines = [Self.branch("@\(name):", depth)]
    for child in group.children { lines += self.lines(group: child, depth: depth + 1, showsVariables) }
    if name != "all" {
      for host in group.hosts {
        lines.append(Self.branch(host, depth + 1))
        if showsVariables { lines += Self.variableLines(variables(ofHost: host), depth + 2) }
      }
    }
    if showsVariables { lines += Self.variableLines(variables(ofGroup: name), depth + 1) }
    return lines
  }

  private static func branch(_ text: String, _ depth: Int) -> String {
    depth == 0 ? text : String(repeating: "  |", count: depth) + "--" + text
  }

  /// Text without the mark that JSON needs.
  private static func unmarked(_ value: Value) -> Value {
    switch value {
    case .list(let items): .list(items.map(unmarked))
    case .map(let map):
      map.count == 1 ? map["__ansible_unsafe"] ?? .map(map.mapValues(unmarked)) : .map(map.mapValues(unmarked))
    default: value
    }
  }

  private static func variableLines(_ variables: Value, _ depth: Int) -> [String] {
    (variables.map ?? [:]).map { (JSONWriter.keyText($0.key), $0.value) }
      .sorted { JSONWriter.codePointOrder($0.0, $1.0) }
      .map { branch("{\($0.0) = \((try? JinjaValue(unmarked($0.1)).text()) ?? "")}", depth) }
  }
}
