import FleetCore

/// Python's `pprint.pformat`: one line when it fits in 80 columns, else one element a line; keys sorted.
struct PrettyPrinter {
  private let width = 80

  func text(of value: JinjaValue) throws -> String {
    if case .string(let text) = value {
      let chunks = pieces(of: text, indent: 1, allowance: 1)
      return chunks.count < 2 ? PythonText.repr(text) : "(" + chunks.joined(separator: "\n ") + ")"
    }
    return try lines(value, indent: 0, allowance: 0)
  }

  /// A long text as several literals, cut after white space.
  private func pieces(of text: String, indent: Int, allowance: Int) -> [String] {
    func size(_ text: String) -> Int { PythonText.reprCount(text, limit: width + 2) }
    guard size(text) > width - indent - allowance + 2 else { return [PythonText.repr(text)] }
    var chunks: [String] = []
    let lines = PythonText.lines(text, keepEnds: true)
    for (number, line) in lines.enumerated() {
      let isLast = number == lines.count - 1
      let room = width - indent - (isLast ? allowance : 0)
      if size(line) <= room {
        chunks.append(PythonText.repr(line))
        continue
      }
      var current = ""
      let words = parts(of: line)
      for (position, word) in words.enumerated() {
        let limit = width - indent - (isLast && position == words.count - 1 ? allowance : 0)
        if size(current + word) > limit {
          if !current.isEmpty { chunks.append(PythonText.repr(current)) }
          current = word
        } else {
          current += word
        }
      }
      if !current.isEmpty { chunks.append(PythonText.repr(current)) }
    }
    return chunks
  }

  /// Words with the white space behind them.
  private func parts(of line: String) -> [String] {
    var parts: [String] = []
    var part = String.UnicodeScalarView()
    var inSpace = false
    for scalar in line.unicodeScalars {
      let isSpace = PythonText.isSpace(scalar)
      if inSpace, !isSpace {
        parts.append(String(part))
        part = String.UnicodeScalarView()
      }
      part.append(scalar)
      inSpace = isSpace
    }
    return part.isEmpty ? parts : parts + [String(part)]
  }

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
