import FleetCore

extension Parser {
  private static let statements: Set<String> = [
    "for", "if", "block", "extends", "print", "macro", "include", "from", "import", "set", "with", "autoescape", "call",
    "filter", "do", "break", "continue",
  ]

  /// One statement; the token after its tag's start is its name.
  mutating func parseStatement() throws(SyntaxFault) -> [any StatementNode] {
    let tag = try expect(.name, "the name of a statement")
    switch tag.text {
    case "for": return [try parseFor(tag)]
    case "if": return [try parseIf(tag)]
    case "block": return [try parseBlock(tag)]
    case "extends": return [ExtendsNode(try parseExpression())]
    case "print": return try parsePrint()
    case "macro": return [try parseMacro(tag)]
    case "include": return [try parseInclude()]
    case "import": return [try parseImport()]
    case "from": return [try parseFrom()]
    case "set": return [try parseSet(tag)]
    case "with": return [try parseWith(tag)]
    case "autoescape":
      let value = try parseExpression()
      return [AutoescapeNode(value, try parseScope(until: "endautoescape", tag))]
    case "call": return [try parseCallBlock(tag)]
    case "filter":
      let filters = try parseFilterChain(startsInline: true)
      return [FilterBlockNode(filters, try parseScope(until: "endfilter", tag))]
    case "do" where options.hasDoStatement: return [DoNode(try parseTuple())]
    case "break" where options.hasLoopControls && loopDepth > 0: return [JumpNode(.breaks)]
    case "continue" where options.hasLoopControls && loopDepth > 0: return [JumpNode(.continues)]
    default: throw unknownStatement(tag)
    }
  }

  private func unknownStatement(_ tag: Token) -> SyntaxFault {
    var message = "unknown statement `\(tag.text)`"
    var help = Suggestion.help(for: tag.text, in: Self.statements.sorted())
    if tag.text.hasPrefix("end") || ["else", "elif"].contains(tag.text) {
      message = "`\(tag.text)` closes nothing that is open here"
      help = openTags.last.map { ["the innermost open statement is `\($0.text)`"] } ?? []
    } else if ["break", "continue"].contains(tag.text), options.hasLoopControls {
      message = "`\(tag.text)` stands outside of a loop"
    } else if let name = ["do": "do", "break": "loopcontrols", "continue": "loopcontrols"][tag.text] {
      help = ["an extension of Jinja2: set `jinja2_extensions = jinja2.ext.\(name)` under [defaults] of ansible.cfg"]
    }
    return SyntaxFault(message: message, range: tag.range, help: help)
  }

  /// Statements up to `end`, which is taken too; the tag's own end comes before.
  mutating func parseBody(until end: String, _ tag: Token) throws(SyntaxFault) -> [any StatementNode] {
    let nodes = try parseBody(untilOneOf: [end], tag)
    advance()
    return nodes
  }

  mutating func parseBody(untilOneOf ends: Set<String>, _ tag: Token) throws(SyntaxFault) -> [any StatementNode] {
    _ = skip(.colon)
    guard current.kind == .blockEnd else { throw unclosed("statement", options.blockEnd) }
    advance()
    openTags.append(tag)
    defer { openTags.removeLast() }
    return try parseBody(until: ends, of: tag)
  }

  /// Like `parseBody`, with names of its own.
  mutating func parseScope(until end: String, _ tag: Token, names: [String] = []) throws(SyntaxFault)
    -> [any StatementNode]
  {
    symbols.openScope(names)
    defer { symbols.closeScope() }
    return try parseBody(until: end, tag)
  }

  // MARK: Targets

  mutating func parseTarget(_ token: Token) throws(SyntaxFault) -> AssignTarget {
    guard parsesConstant(token.text) == nil else {
      throw SyntaxFault(message: "cannot assign to `\(token.text)`", range: token.range)
    }
    return .name(token.text, symbols.boundID(token.text))
  }

  /// Names, perhaps with commas and brackets: `a`, `a, b`, `(a, b)`, and `namespace.attribute` for `set`.
  mutating func parseTargets(allowsAttributes: Bool, endsAt: String? = nil) throws(SyntaxFault) -> AssignTarget {
    let start = current
    var targets: [AssignTarget] = []
    var isTuple = false
    while true {
      if let endsAt, isName(endsAt) { break }
      if isOperation(.assign) || current.kind == .blockEnd || isOperation(.rightParenthesis) { break }
      if skip(.leftParenthesis) {
        targets.append(try parseTargets(allowsAttributes: allowsAttributes))
        try expect(.rightParenthesis)
      } else {
        targets.append(try parseSingleTarget(allowsAttributes))
      }
      guard skip(.comma) else { break }
      isTuple = true
    }
    guard let first = targets.first else {
      throw SyntaxFault(message: "expected a name, found \(current.description)", range: current.range)
    }
    return isTuple ? .tuple(targets, start.range) : first
  }

  private mutating func parseSingleTarget(_ allowsAttributes: Bool) throws(SyntaxFault) -> AssignTarget {
    let name = current
    guard name.kind == .name else {
      throw SyntaxFault(message: "cannot assign to \(name.description)", range: name.range)
    }
    advance()
    guard allowsAttributes, isOperation(.dot) else { return try parseTarget(name) }
    advance()
    let attribute = try expect(.name, "the name of an attribute")
    return .attribute(readName(name), attribute.text)
  }

  // MARK: Control flow

  private mutating func parseFor(_ tag: Token) throws(SyntaxFault) -> any StatementNode {
    let target = try parseTargets(allowsAttributes: false, endsAt: "in")
    if target.names.contains("loop") {
      throw SyntaxFault(message: "`loop` is the loop's own variable and cannot be its target", range: tag.range)
    }
    try expect(name: "in")
    let items = try parseTuple(hasCondition: false, endsAt: ["recursive"])
    symbols.openScope(target.names)
    var test: (any ExpressionNode)?
    if skip(name: "if") { test = try parseExpression() }
    let isRecursive = skip(name: "recursive")
    symbols.bind("loop")
    loopDepth += 1
    let body = try parseBody(untilOneOf: ["endfor", "else"], tag)
    loopDepth -= 1
    symbols.closeScope()
    var other: [any StatementNode] = []
    if advance().text == "else" { other = try parseScope(until: "endfor", tag) }
    return ForNode(
      target: target, items: items, test: test, isRecursive: isRecursive, body: body, other: other,
      loopID: symbols.id("loop"))
  }

  private mutating func parseIf(_ tag: Token) throws(SyntaxFault) -> any StatementNode {
    var branches: [(test: any ExpressionNode, body: [any StatementNode])] = []
    while true {
      let test = try parseTuple(hasCondition: false)
      branches.append((test, try parseBody(untilOneOf: ["elif", "else", "endif"], tag)))
      switch advance().text {
      case "elif": continue
      case "else": return IfNode(branches: branches, other: try parseBody(until: "endif", tag))
      default: return IfNode(branches: branches, other: [])
      }
    }
  }

  private mutating func parsePrint() throws(SyntaxFault) -> [any StatementNode] {
    var nodes: [any StatementNode] = []
    while current.kind != .blockEnd {
      if !nodes.isEmpty { try expect(.comma) }
      nodes.append(OutputNode(try parseExpression()))
    }
    return nodes
  }

  private mutating func parseWith(_ tag: Token) throws(SyntaxFault) -> any StatementNode {
    var assignments: [(target: AssignTarget, value: any ExpressionNode)] = []
    while current.kind != .blockEnd {
      if !assignments.isEmpty { try expect(.comma) }
      let target = try parseSingleOrBracketed()
      try expect(.assign)
      assignments.append((target, try parseExpression()))
    }
    let names = assignments.flatMap(\.target.names)
    return WithNode(assignments, try parseScope(until: "endwith", tag, names: names))
  }

  private mutating func parseSingleOrBracketed() throws(SyntaxFault) -> AssignTarget {
    guard skip(.leftParenthesis) else { return try parseTarget(try expect(.name, "a name")) }
    let target = try parseTargets(allowsAttributes: false)
    try expect(.rightParenthesis)
    return target
  }

  private mutating func parseSet(_ tag: Token) throws(SyntaxFault) -> any StatementNode {
    let target = try parseTargets(allowsAttributes: true)
    if skip(.assign) {
      let value = try parseTuple()
      target.names.forEach { symbols.bind($0) }
      return SetNode(target, value)
    }
    let filters = try parseFilterChain(startsInline: false)
    let body = try parseScope(until: "endset", tag)
    target.names.forEach { symbols.bind($0) }
    return SetBlockNode(target, filters, body)
  }
}
