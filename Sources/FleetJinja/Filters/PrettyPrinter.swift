import FleetCore

/// Python's `pprint.pformat`: one line when it fits in 80 columns, else one element a line; keys sorted.
struct PrettyPrinter {
  private let width = 80

  func text(of value: JinjaValue) throws -> String { try lines(value, indent: 0, allowance: 0) }

  private func lines(_ value: JinjaValue, indent: Int, allowance: Int) throws -> String {
    let plain = try oneLine(value)
    guard plain.unicodeScalars.count > width - indent - allowance else { return plain }
    switch value {
    case .list(let list): return "[" + (try items(try list.elements(), indent, allowance)) + "]"
    case .tuple(let items) where items.count != 1: return "(" + (try self.items(items, indent, allowance)) + ")"
    case .map(let map):
      let pairs = try sorted(map)
      var parts: [String] = []
      for (position, pair) in pairs.enumerated() {
        let key = try JinjaValue(key: pair.key).repr()
        let isLast = position == pairs.count - 1
        let inner = try lines(
          pair.value, indent: indent + 1 + key.unicodeScalars.count + 2, allowance: isLast ? allowance + 1 : 1)
        parts.append(key + ": " + inner)
      }
      return "{" + parts.joined(separator: ",\n" + String(repeating: " ", count: indent + 1)) + "}"
    default: return plain
    }
  }

  private func items(_ items: [JinjaValue], _ indent: Int, _ allowance: Int) throws -> String {
    try items.enumerated().map { position, item in
      try lines(item, indent: indent + 1, allowance: position == items.count - 1 ? allowance + 1 : 1)
    }.joined(separator: ",\n" + String(repeating: " ", count: indent + 1))
  }

  private func sorted(_ map: MapObject) throws -> [(key: Value, value: JinjaValue)] {
    let pairs = try map.pairs()
    let keys = pairs.map { JinjaValue(key: $0.key) }
    guard
      let order = try? ListMethods.sorted(Array(0..<pairs.count).map { .int($0) }, by: { keys[$0.wholeNumber ?? 0] })
    else { return pairs }
    return order.compactMap { $0.wholeNumber.map { pairs[$0] } }
  }

  private func oneLine(_ value: JinjaValue) throws -> String {
    switch value {
    case .list(let list): return "[" + (try list.elements().map(oneLine).joined(separator: ", ")) + "]"
    case .map(let map):
      return "{"
        + (try sorted(map).map { try JinjaValue(key: $0.key).repr() + ": " + oneLine($0.value) }
          .joined(separator: ", ")) + "}"
    default: return try value.repr()
    }
  }
}
