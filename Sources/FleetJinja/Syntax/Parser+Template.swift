import FleetCore

extension Parser {
  mutating func parseBlock(_ tag: Token) throws(SyntaxFault) -> any StatementNode {
    let name = try expect(.name, "the name of the block")
    let isScoped = skip(name: "scoped")
    let isRequired = skip(name: "required")
    guard !isOperation(.subtract) else {
      throw SyntaxFault(
        message: "block names may not contain hyphens", range: current.range, help: ["use an underscore"])
    }
    guard !symbols.blocks.contains(where: { $0.0 == name.text }) else {
      throw SyntaxFault(message: "block '\(name.text)' defined twice", range: name.range)
    }
    // The place in the order of blocks is taken before the blocks inside take theirs.
    let place = symbols.blocks.count
    let empty = BlockNode(name: name.text, body: [], isScoped: isScoped, isRequired: isRequired, range: name.range)
    symbols.blocks.append((name.text, empty))
    let savedLoops = loopDepth
    loopDepth = 0
    let body = try parseScope(until: "endblock", tag, names: ["super", "self"])
    loopDepth = savedLoops
    if isRequired, !body.allSatisfy({ ($0 as? TextNode)?.text.allSatisfy(\.isWhitespace) ?? false }) {
      throw SyntaxFault(message: "required blocks can only contain comments or whitespace", range: name.range)
    }
    _ = skip(name: name.text)
    let node = BlockNode(name: name.text, body: body, isScoped: isScoped, isRequired: isRequired, range: name.range)
    symbols.blocks[place] = (name.text, node)
    return node
  }

  // MARK: Macros

  private mutating func parseSignature() throws(SyntaxFault) -> ([(name: String, id: Int32)], [any ExpressionNode]) {
    var parameters: [(name: String, id: Int32)] = []
    var defaults: [any ExpressionNode] = []
    try expect(.leftParenthesis)
    while !isOperation(.rightParenthesis) {
      if !parameters.isEmpty { try expect(.comma) }
      let name = try expect(.name, "the name of a parameter")
      _ = try parseTarget(name)
      parameters.append((name.text, symbols.id(name.text)))
      symbols.bind(name.text)
      if skip(.assign) {
        defaults.append(try parseExpression())
      } else if !defaults.isEmpty {
        throw SyntaxFault(message: "a parameter without default follows one with a default", range: name.range)
      }
    }
    try expect(.rightParenthesis)
    return (parameters, defaults)
  }

  private mutating func parseDefinition(
    _ name: String, _ tag: Token, until end: String,
    _ signature: (parameters: [(name: String, id: Int32)], defaults: [any ExpressionNode]), range: SourceRange
  ) throws(SyntaxFault) -> MacroDefinition {
    for extra in ["varargs", "kwargs", "caller"] { symbols.bind(extra) }
    macroReads.append([])
    let savedLoops = loopDepth
    loopDepth = 0
    let body = try parseBody(until: end, tag)
    loopDepth = savedLoops
    var extras = macroReads.removeLast()
    // A parameter of the same name is an ordinary parameter.
    if signature.parameters.contains(where: { $0.name == "varargs" }) { extras.remove(.varargs) }
    if signature.parameters.contains(where: { $0.name == "kwargs" }) { extras.remove(.kwargs) }
    if let position = signature.parameters.firstIndex(where: { $0.name == "caller" }) {
      guard position >= signature.parameters.count - signature.defaults.count else {
        throw SyntaxFault(
          message: "the parameter `caller` of a macro that uses `caller` needs a default", range: range,
          help: ["write `caller=none`"])
      }
      extras.remove(.caller)
    }
    return MacroDefinition(
      name: name, parameters: signature.parameters, defaults: signature.defaults, body: body, extras: extras,
      ids: (symbols.id("varargs"), symbols.id("kwargs"), symbols.id("caller")), range: range)
  }

  mutating func parseMacro(_ tag: Token) throws(SyntaxFault) -> any StatementNode {
    let name = try expect(.name, "the name of the macro")
    _ = try parseTarget(name)
    symbols.bind(name.text)
    symbols.openScope()
    defer { symbols.closeScope() }
    let signature = try parseSignature()
    let definition = try parseDefinition(name.text, tag, until: "endmacro", signature, range: name.range)
    return MacroNode(definition, id: symbols.id(name.text))
  }

  mutating func parseCallBlock(_ tag: Token) throws(SyntaxFault) -> any StatementNode {
    symbols.openScope()
    defer { symbols.closeScope() }
    let signature = isOperation(.leftParenthesis) ? try parseSignature() : ([], [])
    let expression = try parseExpression()
    guard let call = expression as? CallNode else {
      throw SyntaxFault(message: "expected a call", range: expression.range)
    }
    let outer = macroReads
    macroReads = []
    let definition = try parseDefinition("caller", tag, until: "endcall", signature, range: tag.range)
    macroReads = outer
    return CallBlockNode(definition, call)
  }

  // MARK: Other templates

  private mutating func parseContext(default hasContext: Bool) -> Bool {
    guard isName("with") || isName("without"), next.kind == .name, next.text == "context" else { return hasContext }
    let isWith = advance().text == "with"
    advance()
    return isWith
  }

  mutating func parseInclude() throws(SyntaxFault) -> any StatementNode {
    let name = try parseExpression()
    var ignoresMissing = false
    if isName("ignore"), next.kind == .name, next.text == "missing" {
      advance()
      advance()
      ignoresMissing = true
    }
    return IncludeNode(name, ignoresMissing: ignoresMissing, hasContext: parseContext(default: true))
  }

  mutating func parseImport() throws(SyntaxFault) -> any StatementNode {
    let name = try parseExpression()
    try expect(name: "as")
    let alias = try expect(.name, "a name for the imported template")
    let target = try parseTarget(alias)
    symbols.bind(alias.text)
    return ImportNode(name, .module(target), hasContext: parseContext(default: false))
  }

  mutating func parseFrom() throws(SyntaxFault) -> any StatementNode {
    let template = try parseExpression()
    try expect(name: "import")
    var names: [(name: String, target: AssignTarget, range: SourceRange)] = []
    var hasContext: Bool?
    while hasContext == nil {
      if !names.isEmpty {
        guard skip(.comma) else { break }
      }
      guard current.kind == .name else {
        throw SyntaxFault(message: "expected a name to import, found \(current.description)", range: current.range)
      }
      if isName("with") || isName("without"), next.text == "context" {
        hasContext = parseContext(default: false)
        break
      }
      names.append(try parseImportedName())
    }
    let isWith = hasContext ?? parseContext(default: false)
    return ImportNode(template, .names(names), hasContext: isWith)
  }

  private mutating func parseImportedName() throws(SyntaxFault)
    -> (name: String, target: AssignTarget, range: SourceRange)
  {
    let name = advance()
    guard !name.text.hasPrefix("_") else {
      throw SyntaxFault(message: "names that start with an underscore cannot be imported", range: name.range)
    }
    var alias = name
    if skip(name: "as") { alias = try expect(.name, "a name") }
    let target = try parseTarget(alias)
    symbols.bind(alias.text)
    return (name.text, target, name.range)
  }
}
