import FleetCore

/// Reads a JMESPath expression by precedence climbing.
struct JMESPathParser {
  private var tokens: [JMESPathToken]
  private var position = 0
  private var depth = 0
  private let text: String

  init(_ text: String) throws {
    self.text = text
    tokens = try JMESPathToken.tokens(of: text)
  }

  private var current: JMESPathToken { tokens[min(position, tokens.count - 1)] }

  private func fault(_ words: String) -> TemplateFault {
    TemplateFault("JMESPath: \(words) in `\(text)`", kind: .syntax)
  }

  private mutating func take(_ sign: String) -> Bool {
    guard case .sign(sign) = current else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ sign: String) throws {
    guard take(sign) else { throw fault("expected `\(sign)`, found \(current.shown)") }
  }

  mutating func parse() throws -> JMESPath.Node {
    let node = try expression(0)
    guard case .end = current else { throw fault("unexpected \(current.shown)") }
    return node
  }

  /// How strongly a token binds to what stands before it.
  private static let powers = [
    "|": 1, "||": 2, "&&": 3, "==": 5, "!=": 5, "<": 5, "<=": 5, ">": 5, ">=": 5, "[]": 9, "*": 20, "[?": 21, ".": 40,
    "!": 45, "[": 55, "(": 60,
  ]

  private mutating func expression(_ power: Int) throws -> JMESPath.Node {
    depth += 1
    defer { depth -= 1 }
    guard depth < Limits.nestingDepth / 4 else { throw fault("brackets nested too deeply") }
    var left = try prefix()
    while case .sign(let sign) = current, let binding = Self.powers[sign], binding > power {
      position += 1
      left = try infix(sign, binding, left)
    }
    return left
  }

  private mutating func prefix() throws -> JMESPath.Node {
    let token = current
    position += 1
    switch token {
    case .name(let name):
      guard case .sign("(") = current else { return .field(name) }
      position += 1
      return .function(name, try arguments())
    case .quoted(let name):
      if case .sign("(") = current { throw fault("a function's name must not be quoted") }
      return .field(name)
    case .literal(let value): return .literal(value)
    case .raw(let text): return .rawString(text)
    case .number: throw fault("unexpected number")
    case .end: throw fault("the expression ends too early")
    case .sign(let sign):
      switch sign {
      case "@": return .current
      case "*": return .valueProjection(.current, try right(20))
      case "!": return .not(try expression(45))
      case "&": return .reference(try expression(0))
      case "(":
        let inner = try expression(0)
        try expect(")")
        return inner
      case "[]": return .flatten(.current, try right(9))
      case "[?": return try filter(.current)
      case "{": return try hash()
      case "[": return try bracket()
      default: throw fault("unexpected `\(sign)`")
      }
    }
  }

  private mutating func bracket() throws -> JMESPath.Node {
    switch current {
    case .number, .sign(":"): return try indexed(.current)
    case .sign("*"):
      if position + 1 < tokens.count, case .sign("]") = tokens[position + 1] {
        position += 2
        return .projection(.current, try right(20))
      }
      return try list()
    default: return try list()
    }
  }

  private mutating func infix(_ sign: String, _ binding: Int, _ left: JMESPath.Node) throws -> JMESPath.Node {
    switch sign {
    case "|": return .pipe(left, try expression(binding))
    case "||": return .or(left, try expression(binding))
    case "&&": return .and(left, try expression(binding))
    case ".":
      if take("*") { return .valueProjection(left, try right(20)) }
      return .chain(left, try dotted(40))
    case "[]": return .flatten(left, try right(9))
    case "[?": return try filter(left)
    case "[":
      switch current {
      case .number, .sign(":"): return try indexed(left)
      default:
        try expect("*")
        try expect("]")
        return .projection(left, try right(20))
      }
    case "(", "*", "!": throw fault("unexpected `\(sign)`")
    default: return .comparison(sign, left, try expression(binding))
    }
  }

  /// What follows a projection: nothing, or more steps for each element.
  private mutating func right(_ power: Int) throws -> JMESPath.Node {
    guard case .sign(let sign) = current else {
      if case .end = current { return .current }
      throw fault("unexpected \(current.shown)")
    }
    if (Self.powers[sign] ?? 0) < 10 { return .current }
    switch sign {
    case "[", "[?": return try expression(power)
    case ".":
      position += 1
      return try dotted(power)
    default: throw fault("unexpected `\(sign)`")
    }
  }

  private mutating func dotted(_ power: Int) throws -> JMESPath.Node {
    switch current {
    case .name, .quoted, .sign("*"): return try expression(power)
    case .sign("["):
      position += 1
      return try list()
    case .sign("{"):
      position += 1
      return try hash()
    default: throw fault("unexpected \(current.shown) after `.`")
    }
  }

  private mutating func filter(_ left: JMESPath.Node) throws -> JMESPath.Node {
    let condition = try expression(0)
    try expect("]")
    if case .sign("[]") = current { return .filter(left, condition: condition, .current) }
    return .filter(left, condition: condition, try right(21))
  }

  private mutating func indexed(_ left: JMESPath.Node) throws -> JMESPath.Node {
    var parts: [Int?] = [nil]
    while true {
      if case .number(let number) = current {
        parts[parts.count - 1] = number
        position += 1
      }
      guard take(":") else {
        break
      }
      parts.append(nil)
      guard parts.count <= 3 else { throw fault("a slice has at most three parts") }
    }
    try expect("]")
    func joined(_ node: JMESPath.Node) -> JMESPath.Node {
      if case .current = left { return node }
      return .chain(left, node)
    }
    if parts.count == 1 {
      guard let index = parts[0] else { throw fault("an index is missing") }
      return joined(.index(index))
    }
    return .projection(joined(.slice(parts[0], parts[1], parts.count > 2 ? parts[2] : nil)), try right(20))
  }

  private mutating func list() throws -> JMESPath.Node {
    var nodes: [JMESPath.Node] = []
    repeat { nodes.append(try expression(0)) } while take(",")
    try expect("]")
    return .list(nodes)
  }

  private mutating func hash() throws -> JMESPath.Node {
    var pairs: [(String, JMESPath.Node)] = []
    repeat {
      let key: String
      switch current {
      case .name(let name), .quoted(let name): key = name
      default: throw fault("expected a key, found \(current.shown)")
      }
      position += 1
      try expect(":")
      pairs.append((key, try expression(0)))
    } while take(",")
    try expect("}")
    return .hash(pairs)
  }

  private mutating func arguments() throws -> [JMESPath.Node] {
    if take(")") { return [] }
    var nodes: [JMESPath.Node] = []
    repeat { nodes.append(try expression(0)) } while take(",")
    try expect(")")
    return nodes
  }
}
