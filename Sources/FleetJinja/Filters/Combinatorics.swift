import FleetCore

/// `itertools` for filters, bounded by the number of elements a filter may make.
enum Combinatorics {
  /// Refuses before anything is made: `rows` is how many rows of `size` elements there would be, nil beyond counting.
  private static func bound(rows: Int?, of size: Int) throws {
    let elements = rows?.multipliedReportingOverflow(by: max(1, size))
    guard let elements, !elements.overflow, elements.partialValue <= Limits.sequenceElements else {
      throw TemplateFault("more than \(Limits.sequenceElements) elements in all combinations", kind: .limit)
    }
  }

  private static func times(_ left: Int?, _ right: Int) -> Int? {
    guard let product = left?.multipliedReportingOverflow(by: right), !product.overflow else { return nil }
    return product.partialValue
  }

  static func product(_ pools: [[JinjaValue]]) throws -> JinjaValue {
    var rows: [[JinjaValue]] = [[]]
    try bound(rows: pools.reduce(1) { times($0, $1.count) }, of: pools.count)
    for pool in pools {
      rows = rows.flatMap { row in pool.map { row + [$0] } }
    }
    return .list(rows.map { .tuple($0) })
  }

  static func combinations(_ items: [JinjaValue], _ size: Int) throws -> JinjaValue {
    guard size >= 0 else { throw TemplateFault("r must be non-negative", kind: .value) }
    guard size <= items.count else { return .list([]) }
    if size == items.count { return .list([.tuple(items)]) }
    // The quotient is whole after each factor: it is a binomial coefficient itself.
    let smaller = min(size, items.count - size)
    try bound(
      rows: (0..<smaller).reduce(1) { count, step in times(count, items.count - step).map { $0 / (step + 1) } },
      of: size)
    var rows: [JinjaValue] = []
    var chosen: [Int] = []
    func extend(from start: Int) {
      if chosen.count == size {
        rows.append(.tuple(chosen.map { items[$0] }))
        return
      }
      for index in start..<max(start, items.count) where items.count - index >= size - chosen.count {
        chosen.append(index)
        extend(from: index + 1)
        chosen.removeLast()
      }
    }
    extend(from: 0)
    return .list(rows)
  }

  static func permutations(_ items: [JinjaValue], _ size: Int) throws -> JinjaValue {
    guard size >= 0 else { throw TemplateFault("r must be non-negative", kind: .value) }
    guard size <= items.count else { return .list([]) }
    try bound(rows: (0..<size).reduce(1) { times($0, items.count - $1) }, of: size)
    var rows: [JinjaValue] = []
    var chosen: [Int] = []
    var used = Set<Int>()
    func extend() {
      if chosen.count == size {
        rows.append(.tuple(chosen.map { items[$0] }))
        return
      }
      for index in items.indices where !used.contains(index) {
        used.insert(index)
        chosen.append(index)
        extend()
        chosen.removeLast()
        used.remove(index)
      }
    }
    extend()
    return .list(rows)
  }
}
