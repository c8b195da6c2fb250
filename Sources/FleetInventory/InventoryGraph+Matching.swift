import FleetCore

extension InventoryGraph {
  /// The hosts that a pattern means, and the parts of it that mean nothing.
  struct Match: Sendable {
    var hosts: [String] = []
    var unmatched: [String] = []
    /// Warnings and notes on how the pattern was read.
    var isImplicitLocal = false
  }

  /// Applies a pattern to the inventory (`_evaluate_patterns`).
  func match(_ pattern: HostPattern) throws(DiagnosticError) -> Match {
    var result = Match()
    var isIn = Set<String>()
    for part in pattern.parts {
      let found: [String]
      if part.effect == .add, hostIndex[part.text] != nil {
        found = [part.text]
      } else {
        found = try matchOne(part.text, &result)
      }
      switch part.effect {
      case .add: for name in found where isIn.insert(name).inserted { result.hosts.append(name) }
      case .keep:
        let kept = Set(found)
        result.hosts.removeAll { !kept.contains($0) }
        isIn.formIntersection(kept)
      case .remove:
        let removed = Set(found)
        result.hosts.removeAll { removed.contains($0) }
        isIn.subtract(removed)
      }
    }
    return result
  }

  private func matchOne(_ text: String, _ result: inout Match) throws(DiagnosticError) -> [String] {
    guard !text.isEmpty else { return [] }
    let (pattern, selects) = HostPattern.subscripted(text)
    let found = try enumerate(pattern, &result)
    guard let selects, !found.isEmpty else { return found }
    guard let range = selects(found.count) else {
      throw DiagnosticError(
        .invalidHostPattern, "no hosts matched the subscripted pattern `\(text)`",
        notes: ["`\(pattern)` has \(found.count) hosts, numbered from 0"])
    }
    return Array(found[range])
  }

  /// Groups of that name with all their hosts, and hosts of that name (`_enumerate_matches`).
  private func enumerate(_ pattern: String, _ result: inout Match) throws(DiagnosticError) -> [String] {
    let matcher = try NamePattern(pattern)
    var found: [String] = []
    var seen = Set<String>()
    var hasGroup = false
    let matchingGroups: [Int]
    if case .exact = matcher {
      matchingGroups = groupIndex[pattern].map { [$0] } ?? []
    } else {
      matchingGroups = groups.indices.filter { matcher.matches(groups[$0].name) }
    }
    for group in matchingGroups {
      hasGroup = true
      for host in members(of: group) where seen.insert(hosts[host].name).inserted { found.append(hosts[host].name) }
    }
    if !hasGroup || pattern.hasPrefix("~") || pattern.contains(where: { ".?*[".contains($0) }) {
      if case .exact = matcher {
        if hostIndex[pattern] != nil, seen.insert(pattern).inserted { found.append(pattern) }
      } else {
        for host in hosts where matcher.matches(host.name) && seen.insert(host.name).inserted {
          found.append(host.name)
        }
      }
    }
    if found.isEmpty, Self.localNames.contains(pattern) {
      result.isImplicitLocal = true
      // A host of the inventory that stands for the control machine is it.
      return [hosts.first { Self.localNames.contains($0.name) }?.name ?? pattern]
    }
    if found.isEmpty, !hasGroup, pattern != "all" { result.unmatched.append(pattern) }
    return found
  }
}
