import FleetCore

extension Parser {
  /// `a if b else c`.
  mutating func parseExpression(hasCondition: Bool = true) throws(SyntaxFault) -> any ExpressionNode {
    try deeper { (parser) throws(SyntaxFault) in
      hasCondition ? try parser.parseConditional() : try parser.parseOr()
    }
  }

  private mutating func parseConditional() throws(SyntaxFault) -> any ExpressionNode {
    var value = try parseOr()
    var length = 0
    while skip(name: "if") {
      let test = try parseOr()
      let other: (any ExpressionNode)? = skip(name: "else") ? try parseExpression() : nil
      value = ConditionalNode(test, value, other)
      length += 1
      try checkChain(length)
    }
    return value
  }

  private mutating func parseOr() throws(SyntaxFault) -> any ExpressionNode {
    var left = try parseAnd()
    var length = 0
    while skip(name: "or") {
      left = LogicNode(isAnd: false, left, try parseAnd())
      length += 1
      try checkChain(length)
    }
    return left
  }

  private mutating func parseAnd() throws(SyntaxFault) -> any ExpressionNode {
    var left = try parseNot()
    var length = 0
    while skip(name: "and") {
      left = LogicNode(isAnd: true, left, try parseNot())
      length += 1
      try checkChain(length)
    }
    return left
  }

  private mutating func parseNot() throws(SyntaxFault) -> any ExpressionNode {
    guard isName("not") else { return try parseComparison() }
    let token = advance()
    let value = try deeper { (parser) throws(SyntaxFault) in try parser.parseNot() }
    return NotNode(value, token.range.union(value.range))
  }

  private static let comparisons: [Token.Operation: ComparisonOperator] = [
    .equal: .equal, .notEqual: .notEqual, .less: .less, .lessOrEqual: .lessOrEqual, .greater: .greater,
    .greaterOrEqual: .greaterOrEqual,
  ]

  private mutating func parseComparison() throws(SyntaxFault) -> any ExpressionNode {
    let first = try parseSum()
    var rest: [(operation: ComparisonOperator, operand: any ExpressionNode)] = []
    while true {
      if case .operation(let token) = current.kind, let operation = Self.comparisons[token] {
        advance()
        rest.append((operation, try parseSum()))
      } else if skip(name: "in") {
        rest.append((.contained, try parseSum()))
      } else if isName("not"), next.kind == .name, next.text == "in" {
        advance()
        advance()
        rest.append((.notContained, try parseSum()))
      } else {
        return rest.isEmpty ? first : ComparisonNode(first, rest)
      }
    }
  }

  private mutating func parseSum() throws(SyntaxFault) -> any ExpressionNode {
    var left = try parseConcat()
    var length = 0
    while true {
      let operation: BinaryOperator
      switch current.kind {
      case .operation(.add): operation = .add
      case .operation(.subtract): operation = .subtract
      default: return left
      }
      advance()
      left = BinaryNode(operation, left, try parseConcat())
      length += 1
      try checkChain(length)
    }
  }

  private mutating func parseConcat() throws(SyntaxFault) -> any ExpressionNode {
    var parts = [try parseProduct()]
    while skip(.concat) { parts.append(try parseProduct()) }
    return parts.count == 1 ? parts[0] : ConcatNode(parts)
  }

  private static let products: [Token.Operation: BinaryOperator] = [
    .multiply: .multiply, .divide: .divide, .floorDivide: .floorDivide, .modulo: .modulo,
  ]

  private mutating func parseProduct() throws(SyntaxFault) -> any ExpressionNode {
    var left = try parsePower()
    var length = 0
    while case .operation(let token) = current.kind, let operation = Self.products[token] {
      advance()
      left = BinaryNode(operation, left, try parsePower())
      length += 1
      try checkChain(length)
    }
    return left
  }

  /// Jinja2's `**` binds to the left, unlike Python's.
  private mutating func parsePower() throws(SyntaxFault) -> any ExpressionNode {
    var left = try parseUnary()
    var length = 0
    while skip(.power) {
      left = BinaryNode(.power, left, try parseUnary())
      length += 1
      try checkChain(length)
    }
    return left
  }

  mutating func parseUnary(hasFilters: Bool = true) throws(SyntaxFault) -> any ExpressionNode {
    var node: any ExpressionNode
    if isOperation(.subtract) || isOperation(.add) {
      let token = advance()
      let value = try deeper { (parser) throws(SyntaxFault) in try parser.parseUnary(hasFilters: false) }
      node = Self.signed(value, isNegative: token.text == "-", token.range.union(value.range))
    } else {
      node = try parsePrimary()
    }
    node = try parsePostfix(node)
    return hasFilters ? try parseFilters(node) : node
  }

  /// A number with its sign is a constant.
  private static func signed(
    _ value: any ExpressionNode, isNegative: Bool, _ range: SourceRange
  ) -> any ExpressionNode {
    if let constant = value as? ConstantNode {
      switch constant.value {
      case .int(let number): return ConstantNode(.int(isNegative ? -number : number), range)
      case .double(let number): return ConstantNode(.double(isNegative ? -number : number), range)
      default: break
      }
    }
    return SignNode(isNegative: isNegative, value, range)
  }

  // MARK: Primaries

  func parsesConstant(_ name: String) -> Value? {
    switch name {
    case "true", "True": .bool(true)
    case "false", "False": .bool(false)
    case "none", "None": .null
    default: nil
    }
  }

  mutating func parsePrimary() throws(SyntaxFault) -> any ExpressionNode {
    let token = current
    switch token.kind {
    case .name:
      advance()
      if let constant = parsesConstant(token.text) { return ConstantNode(constant, token.range) }
      return readName(token)
    case .string:
      advance()
      var text = token.text
      var range = token.range
      while current.kind == .string {
        text += current.text
        range = range.union(current.range)
        advance()
      }
      return try constant(text, range)
    case .integer:
      advance()
      return try integer(token)
    case .float:
      advance()
      guard let number = Double(token.text) else {
        throw SyntaxFault(message: "`\(token.text)` is not a number", range: token.range)
      }
      return ConstantNode(.double(number), token.range)
    case .operation(.leftParenthesis):
      advance()
      let node = try parseTuple(isExplicit: true)
      try expect(.rightParenthesis)
      return node
    case .operation(.leftBracket): return try parseList()
    case .operation(.leftBrace): return try parseDictionary()
    default:
      if token.kind == .variableEnd || token.kind == .end {
        throw SyntaxFault(message: "expected an expression or value, found \(token.description)", range: token.range)
      }
      throw SyntaxFault(message: "unexpected \(token.unexpected)", range: token.range)
    }
  }

  mutating func readName(_ token: Token) -> NameNode {
    symbols.read(token.text)
    if !macroReads.isEmpty {
      let extras: [String: MacroDefinition.Extras] = ["varargs": .varargs, "kwargs": .kwargs, "caller": .caller]
      if let extra = extras[token.text] { macroReads[macroReads.count - 1].insert(extra) }
    }
    return NameNode(token.text, id: symbols.id(token.text), token.range)
  }

  private func integer(_ token: Token) throws(SyntaxFault) -> any ExpressionNode {
    let lowered = token.text.lowercased()
    let radix: UInt32 = lowered.hasPrefix("0x") ? 16 : lowered.hasPrefix("0o") ? 8 : lowered.hasPrefix("0b") ? 2 : 10
    let digits = radix == 10 ? lowered[...] : lowered.dropFirst(2)
    if let small = Int(digits, radix: Int(radix)) { return ConstantNode(.int(small), token.range) }
    guard digits.utf8.count <= Limits.integerDigits, let number = BigInteger(digits: digits, radix: radix) else {
      throw SyntaxFault(
        message: "an integer of more than \(Limits.integerDigits) digits", range: token.range)
    }
    return BigIntegerNode(number, token.range)
  }

  /// A string constant; in a condition a template inside it is rendered.
  private mutating func constant(_ text: String, _ range: SourceRange) throws(SyntaxFault) -> any ExpressionNode {
    guard isCondition, options.rendersConstants, options.allowsEmbeddedTemplates, options.mayTemplate(text) else {
      return ConstantNode(.string(text), range)
    }
    return try embedded(text, range)
  }

  mutating func embedded(_ text: String, _ range: SourceRange) throws(SyntaxFault) -> any ExpressionNode {
    do {
      let template = try engine.compile(text, origin: source.origin)
      for name in template.referencedNames { symbols.readIndirectly(name) }
      return EmbeddedTemplateNode(template, range)
    } catch {
      throw SyntaxFault(
        message: error.diagnostics.first?.message ?? "a template inside a string is not well formed", range: range)
    }
  }

  private mutating func parseList() throws(SyntaxFault) -> any ExpressionNode {
    let open = advance()
    var items: [any ExpressionNode] = []
    while !isOperation(.rightBracket) {
      if !items.isEmpty { try expect(.comma) }
      if isOperation(.rightBracket) { break }
      items.append(try parseExpression())
    }
    let close = try expect(.rightBracket)
    return CollectionNode(items, isTuple: false, open.range.union(close.range))
  }

  private mutating func parseDictionary() throws(SyntaxFault) -> any ExpressionNode {
    let open = advance()
    var entries: [(key: any ExpressionNode, value: any ExpressionNode)] = []
    while !isOperation(.rightBrace) {
      if !entries.isEmpty { try expect(.comma) }
      if isOperation(.rightBrace) { break }
      let key = try parseExpression()
      try expect(.colon)
      entries.append((key, try parseExpression()))
    }
    let close = try expect(.rightBrace)
    return DictionaryNode(entries, open.range.union(close.range))
  }

  /// Expressions with commas between them are a tuple; one without is itself.
  mutating func parseTuple(
    isExplicit: Bool = false, hasCondition: Bool = true, endsAt: Set<String> = []
  ) throws(SyntaxFault) -> any ExpressionNode {
    let start = current
    var items: [any ExpressionNode] = []
    var isTuple = false
    while true {
      if !items.isEmpty { try expect(.comma) }
      if isTupleEnd(endsAt) { break }
      items.append(try parseExpression(hasCondition: hasCondition))
      guard isOperation(.comma) else { break }
      isTuple = true
    }
    if !isTuple {
      if let only = items.first { return only }
      guard isExplicit else {
        throw SyntaxFault(message: "expected an expression, found \(current.description)", range: current.range)
      }
    }
    return CollectionNode(items, isTuple: true, start.range.union(items.last?.range ?? start.range))
  }

  private func isTupleEnd(_ names: Set<String>) -> Bool {
    switch current.kind {
    case .variableEnd, .blockEnd, .end, .operation(.rightParenthesis): true
    case .name: names.contains(current.text)
    default: false
    }
  }
}
