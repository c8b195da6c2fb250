import FleetCore

/// `itertools` for filters, bounded by the number of elements a filter may make.
enum Combinatorics {
  private static func bound(_ count: Int) throws {
    guard count <= Limits.sequenceElements else {
      throw TemplateFault("more than \(Limits.sequenceElements) combinations", kind: .limit)
    }
  }

  static func product(_ pools: [[JinjaValue]]) throws -> JinjaValue {
    var rows: [[JinjaValue]] = [[]]
    for pool in pools {
      try bound(rows.count.multipliedReportingOverflow(by: max(1, pool.count)).partialValue)
      rows = rows.flatMap { row in pool.map { row + [$0] } }
    }
    return .list(rows.map { .tuple($0) })
  }

  static func combinations(_ items: [JinjaValue], _ size: Int) throws -> JinjaValue {
    guard size >= 0 else { throw TemplateFault("r must be non-negative", kind: .value) }
    var rows: [JinjaValue] = []
    var chosen: [Int] = []
    func extend(from start: Int) throws {
      if chosen.count == size {
        try bound(rows.count)
        rows.append(.tuple(chosen.map { items[$0] }))
        return
      }
      for index in start..<max(start, items.count) where items.count - index >= size - chosen.count {
        chosen.append(index)
        try extend(from: index + 1)
        chosen.removeLast()
      }
    }
    if size <= items.count { try extend(from: 0) }
    return .list(rows)
  }

  static func permutations(_ items: [JinjaValue], _ size: Int) throws -> JinjaValue {
    guard size >= 0 else { throw TemplateFault("r must be non-negative", kind: .value) }
    var rows: [JinjaValue] = []
    var chosen: [Int] = []
    var used = Set<Int>()
    func extend() throws {
      if chosen.count == size {
        try bound(rows.count)
        rows.append(.tuple(chosen.map { items[$0] }))
        return
      }
      for index in items.indices where !used.contains(index) {
        used.insert(index)
        chosen.append(index)
        try extend()
        chosen.removeLast()
        used.remove(index)
      }
    }
    if size <= items.count { try extend() }
    return .list(rows)
  }
}
