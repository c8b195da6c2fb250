import FleetCore
import FleetJinja

/// Hosts and groups and who belongs to whom, by number. A value: a source that fails leaves nothing behind.
struct InventoryGraph: Sendable {
  struct Host: Sendable {
    let name: String
    /// Groups that name the host themselves, in that order.
    var groups: [Int] = []
    /// Later entries win.
    var variables: [(String, VariableTable.Entry)] = []
    /// The source that named it first.
    let source: String?
  }

  struct Group: Sendable {
    let name: String
    var children: [Int] = []
    var parents: [Int] = []
    var hosts: [Int] = []
    var variables: [(String, VariableTable.Entry)] = []
    var priority = 1
    /// The longest way from `all`.
    var depth = 0
  }

  static let all = 0
  static let ungrouped = 1
  static let localNames: Set<String> = ["localhost", "127.0.0.1", "::1"]

  private(set) var hosts: [Host] = []
  var groups: [Group] = []
  private(set) var hostIndex: [String: Int] = [:]
  private(set) var groupIndex: [String: Int] = [:]
  var warnings: [Diagnostic] = []
  /// `hash_behaviour = merge`.
  var mergesHashes = false
  /// Names that were warned about already.
  var warnedNames: Set<String> = []

  init() {
    _ = addGroup("all")
    _ = addGroup("ungrouped")
    link(Self.all, Self.ungrouped)
  }

  mutating func addGroup(_ name: String) -> Int {
    if let known = groupIndex[name] { return known }
    groups.append(Group(name: name))
    groupIndex[name] = groups.count - 1
    return groups.count - 1
  }

  /// The host's number; `isNew` when it was not there.
  mutating func addHost(_ name: String, source: String?) -> Int {
    if let known = hostIndex[name] { return known }
    hosts.append(Host(name: name, source: source))
    hostIndex[name] = hosts.count - 1
    return hosts.count - 1
  }

  mutating func reserve(hosts count: Int) {
    hosts.reserveCapacity(count)
    hostIndex.reserveCapacity(count)
  }

  /// Puts a host into a group; false when it was there.
  @discardableResult mutating func add(host: Int, to group: Int) -> Bool {
    guard !hosts[host].groups.contains(group) else { return false }
    hosts[host].groups.append(group)
    groups[group].hosts.append(host)
    return true
  }

  mutating func remove(host: Int, from group: Int) {
    hosts[host].groups.removeAll { $0 == group }
    groups[group].hosts.removeAll { $0 == host }
  }

  /// Makes a group the child of another. Throws when that would close a circle.
  @discardableResult mutating func add(
    child: Int, to parent: Int, at span: Span?
  ) throws(DiagnosticError) -> Bool {
    guard child != parent, !ancestors(of: parent).contains(child) else {
      throw DiagnosticError(
        .circularGroups, "group `\(groups[child].name)` cannot be a child of `\(groups[parent].name)`", at: span,
        label: child == parent ? "a group cannot be its own child" : "closes a circle of groups",
        help: ["take one of the groups out of the other's children"])
    }
    guard !groups[parent].children.contains(child) else { return false }
    link(parent, child)
    return true
  }

  private mutating func link(_ parent: Int, _ child: Int) {
    groups[parent].children.append(child)
    groups[child].parents.append(parent)
  }

  mutating func set(_ name: String, _ entry: VariableTable.Entry, host: Int) {
    hosts[host].variables.append((name, merged(name, entry, hosts[host].variables)))
  }

  /// With `hash_behaviour = merge` a mapping is laid over the one that was there (`Host.set_variable`).
  private func merged(
    _ name: String, _ entry: VariableTable.Entry, _ known: [(String, VariableTable.Entry)]
  ) -> VariableTable.Entry {
    guard mergesHashes, let old = known.last(where: { $0.0 == name }) else { return entry }
    return VariableTable.Entry(value: Self.merged(old.1.value, entry.value), span: entry.span)
  }

  private static func merged(_ old: TemplatedValue, _ new: TemplatedValue) -> TemplatedValue {
    guard let left = pairs(old), let right = pairs(new) else { return new }
    var result = left
    for pair in right {
      if let position = result.firstIndex(where: { $0.key.literal == pair.key.literal }) {
        result[position].value = merged(result[position].value, pair.value)
      } else {
        result.append(pair)
      }
    }
    return .map(result)
  }

  private static func pairs(_ value: TemplatedValue) -> [(key: TemplatedValue, value: TemplatedValue)]? {
    switch value {
    case .map(let entries): entries
    case .data(.map(let map)): map.map { (.data($0.key), .data($0.value)) }
    default: nil
    }
  }

  mutating func set(_ name: String, _ entry: VariableTable.Entry, group: Int) {
    if name == "ansible_group_priority", let priority = Self.priority(entry) {
      groups[group].priority = priority
    } else {
      groups[group].variables.append((name, merged(name, entry, groups[group].variables)))
    }
  }

  private static func priority(_ entry: VariableTable.Entry) -> Int? {
    switch entry.value.literal {
    case .int(let number)?: number
    case .string(let text)?: Int(text)
    default: nil
    }
  }

  func ancestors(of group: Int) -> Set<Int> {
    var seen: Set<Int> = []
    var open = groups[group].parents
    while let next = open.popLast() {
      if seen.insert(next).inserted { open += groups[next].parents }
    }
    return seen
  }

  /// The group and all below it, level by level, as Ansible walks them.
  func descendants(of group: Int) -> [Int] {
    var order = [group]
    var seen: Set<Int> = [group]
    var position = 0
    while position < order.count {
      for child in groups[order[position]].children where seen.insert(child).inserted { order.append(child) }
      position += 1
    }
    return order
  }

  /// Every host of a group and the groups below it, each once.
  func members(of group: Int) -> [Int] {
    let below = descendants(of: group)
    if below.count == 1 { return groups[group].hosts }
    var seen = [Bool](repeating: false, count: hosts.count)
    var result: [Int] = []
    for part in below {
      for host in groups[part].hosts where !seen[host] {
        seen[host] = true
        result.append(host)
      }
    }
    return result
  }

  /// The host's groups and the ones above them.
  func allGroups(of host: Int) -> Set<Int> {
    var result = Set(hosts[host].groups)
    for group in hosts[host].groups { result.formUnion(ancestors(of: group)) }
    return result
  }

  /// Ansible's order of group variables: the deeper group wins, then the higher priority, then the later name.
  func sorted(_ numbers: some Sequence<Int>) -> [Int] {
    numbers.sorted { left, right in
      let (a, b) = (groups[left], groups[right])
      if a.depth != b.depth { return a.depth < b.depth }
      if a.priority != b.priority { return a.priority < b.priority }
      return JSONWriter.codePointOrder(a.name, b.name)
    }
  }

  /// Brings the rules of an inventory about: everything below `all`, hosts without a group in `ungrouped`, depths.
  mutating func reconcile() {
    for number in groups.indices where number != Self.all && groups[number].parents.isEmpty {
      link(Self.all, number)
    }
    var grouped = [Bool](repeating: false, count: hosts.count)
    for (number, group) in groups.enumerated() where number != Self.all && number != Self.ungrouped {
      for host in group.hosts { grouped[host] = true }
    }
    let stale = groups[Self.ungrouped].hosts.filter { grouped[$0] }
    if !stale.isEmpty {
      for host in stale { hosts[host].groups.removeAll { $0 == Self.ungrouped } }
      groups[Self.ungrouped].hosts.removeAll { grouped[$0] }
    }
    for host in hosts.indices where !grouped[host] { add(host: host, to: Self.ungrouped) }
    setDepths()
    for name in groups.map(\.name) where hostIndex[name] != nil && warnedNames.insert(name).inserted {
      warnings.append(
        Diagnostic(.sameNameTwice, "found both group and host with same name: `\(name)`", severity: .warning))
    }
  }

  private mutating func setDepths() {
    for number in groups.indices { groups[number].depth = 0 }
    var waiting = groups.map(\.parents.count)
    var open = groups.indices.filter { waiting[$0] == 0 }
    while let group = open.popLast() {
      for child in groups[group].children {
        groups[child].depth = max(groups[child].depth, groups[group].depth + 1)
        waiting[child] -= 1
        if waiting[child] == 0 { open.append(child) }
      }
    }
  }
}
