import CSystem
import FleetCore

/// Reads tokens into nodes: the recursive descent of Jinja2 3.1's parser.
struct Parser {
  let tokens: [Token]
  let options: TemplateOptions
  let engine: TemplateEngine
  let source: TemplateSource
  /// Constants in conditions may be templates.
  let isCondition: Bool
  var position = 0
  var symbols = Symbols()
  private var depth = 0
  /// Loops around the current place, for `break` and `continue`.
  var loopDepth = 0
  /// The tags that are open, for messages.
  var openTags: [Token] = []
  /// Statements inside macros see what the macro wants beside its parameters.
  var macroReads: [MacroDefinition.Extras] = []

  init(
    tokens: [Token], options: TemplateOptions, engine: TemplateEngine, source: TemplateSource, isCondition: Bool = false
  ) {
    self.tokens = tokens
    self.options = options
    self.engine = engine
    self.source = source
    self.isCondition = isCondition
  }

  var current: Token { tokens[position] }
  var next: Token { tokens[min(position + 1, tokens.count - 1)] }

  @discardableResult mutating func advance() -> Token {
    let token = tokens[position]
    if position < tokens.count - 1 { position += 1 }
    return token
  }

  func isOperation(_ operation: Token.Operation) -> Bool { current.kind == .operation(operation) }
  func isName(_ name: String) -> Bool { current.kind == .name && current.text == name }

  mutating func skip(_ operation: Token.Operation) -> Bool {
    guard isOperation(operation) else { return false }
    advance()
    return true
  }

  mutating func skip(name: String) -> Bool {
    guard isName(name) else { return false }
    advance()
    return true
  }

  @discardableResult mutating func expect(_ kind: Token.Kind, _ what: String) throws(SyntaxFault) -> Token {
    guard current.kind == kind else {
      throw SyntaxFault(message: "expected \(what), found \(current.description)", range: current.range)
    }
    return advance()
  }

  @discardableResult mutating func expect(_ operation: Token.Operation) throws(SyntaxFault) -> Token {
    try expect(.operation(operation), "`\(operation.rawValue)`")
  }

  mutating func expect(name: String) throws(SyntaxFault) {
    guard isName(name) else {
      throw SyntaxFault(message: "expected `\(name)`, found \(current.description)", range: current.range)
    }
    advance()
  }

  /// Runs `body` one level deeper, against `Limits.syntaxDepth`.
  mutating func deeper<Result>(
    _ body: (inout Parser) throws(SyntaxFault) -> Result
  ) throws(SyntaxFault) -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Limits.syntaxDepth, fleet_stack_is_low() == 0 else {
      throw SyntaxFault(
        message: "the template is nested deeper than \(min(depth, Limits.syntaxDepth)) levels", range: current.range)
    }
    return try body(&self)
  }

  /// The bound on the length of a chain of operators, whose nodes hang on each other.
  func checkChain(_ length: Int) throws(SyntaxFault) {
    guard length <= Limits.operatorChain else {
      throw SyntaxFault(
        message: "more than \(Limits.operatorChain) operators in one chain", range: current.range)
    }
  }

  // MARK: Whole texts

  mutating func parseTemplate() throws(SyntaxFault) -> Program {
    let body = try parseBody(until: [], of: nil)
    return Program(body: body, expression: nil, symbols: symbols, registry: engine.registry)
  }

  mutating func parseBareExpression() throws(SyntaxFault) -> Program {
    let expression = try parseExpression()
    return try program(of: expression)
  }

  /// An expression that may be a tuple without brackets.
  mutating func parseBareTuple() throws(SyntaxFault) -> Program {
    let expression = try parseTuple()
    return try program(of: expression)
  }

  private func program(of expression: any ExpressionNode) throws(SyntaxFault) -> Program {
    guard current.kind == .end else {
      throw SyntaxFault(
        message: "unexpected \(current.unexpected) after the end of the expression", range: current.range)
    }
    return Program(body: [], expression: expression, symbols: symbols, registry: engine.registry)
  }

  /// Statements up to a tag that is named one of `ends`; its name is the current token then.
  mutating func parseBody(until ends: Set<String>, of tag: Token?) throws(SyntaxFault) -> [any StatementNode] {
    var nodes: [any StatementNode] = []
    while true {
      switch current.kind {
      case .data:
        let token = advance()
        nodes.append(TextNode(token.text, token.range))
      case .variableBegin:
        advance()
        let expression = try parseTuple()
        guard current.kind == .variableEnd else { throw unclosed("expression", options.variableEnd) }
        advance()
        nodes.append(OutputNode(expression))
      case .blockBegin:
        if next.kind == .name, ends.contains(next.text) {
          advance()
          return nodes
        }
        advance()
        nodes += try deeper { (parser) throws(SyntaxFault) in try parser.parseStatement() }
        guard current.kind == .blockEnd else { throw unclosed("statement", options.blockEnd) }
        advance()
      case .end:
        guard let tag else { return nodes }
        throw SyntaxFault(
          message: "`\(tag.text)` is not closed, expected \(Self.list(ends))", range: tag.range, label: "opened here")
      default:
        throw SyntaxFault(message: "unexpected \(current.unexpected)", range: current.range)
      }
    }
  }

  static func list(_ names: Set<String>) -> String {
    names.sorted().map { "`\($0)`" }.joined(separator: " or ")
  }

  func unclosed(_ what: String, _ end: String) -> SyntaxFault {
    var help: [String] = []
    if isOperation(.assign) { help = ["compare with `==`"] }
    return SyntaxFault(
      message: "unexpected \(current.unexpected) in \(what), expected `\(end)`", range: current.range, help: help)
  }
}
