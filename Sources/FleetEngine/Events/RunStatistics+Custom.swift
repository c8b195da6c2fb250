package import FleetCore

/// What `set_stats` gathers: Ansible's `AggregateStats.custom`.
extension RunStatistics {
  /// The name under which values of the whole run are kept.
  package static let wholeRun = "_run"

  /// Takes the statistics out of a result, those of a loop's items too.
  package mutating func addCustom(from result: ValueMap, host: String) {
    if let items = result["results"]?.list {
      for item in items { if let map = item.map { addCustom(from: map, host: host) } }
    }
    guard let stats = result["ansible_stats"]?.map, let data = stats["data"]?.map else { return }
    let owner = stats["per_host"]?.isTruthy == true ? host : Self.wholeRun
    let aggregates = stats["aggregate"]?.isTruthy ?? true
    for (key, value) in data {
      guard let name = key.string else { continue }
      guard aggregates, let old = custom[owner]?[name] else {
        custom[owner, default: [:]][name] = value
        continue
      }
      if let sum = Self.sum(old, value) { custom[owner, default: [:]][name] = sum }
    }
  }

  /// `+` of two values of one type; mappings are merged. Nil leaves the old value (`update_custom_stats`).
  private static func sum(_ old: Value, _ new: Value) -> Value? {
    switch (old, new) {
    case (.int(let left), .int(let right)): .int(left &+ right)
    case (.double(let left), .double(let right)): .double(left + right)
    case (.string(let left), .string(let right)): .string(left + right)
    case (.list(let left), .list(let right)): .list(left + right)
    case (.map(let left), .map(let right)): .map(merge(left, right))
    default: nil
    }
  }

  private static func merge(_ old: ValueMap, _ new: ValueMap) -> ValueMap {
    var result = old
    for (key, value) in new {
      if let left = result[key]?.map, let right = value.map {
        result[key] = .map(merge(left, right))
      } else {
        result[key] = value
      }
    }
    return result
  }
}
