import FleetCore

extension Parser {
  mutating func parsePostfix(_ node: any ExpressionNode) throws(SyntaxFault) -> any ExpressionNode {
    var node = node
    var length = 0
    while true {
      switch current.kind {
      case .operation(.dot), .operation(.leftBracket): node = try parseSubscript(node)
      case .operation(.leftParenthesis): node = try parseCall(node)
      default: return node
      }
      length += 1
      try checkChain(length)
    }
  }

  mutating func parseFilters(_ node: any ExpressionNode) throws(SyntaxFault) -> any ExpressionNode {
    var node = node
    var length = 0
    while true {
      switch current.kind {
      case .operation(.pipe):
        advance()
        node = try parseFilter(node)
      case .name where current.text == "is": node = try parseTest(node)
      case .operation(.leftParenthesis): node = try parseCall(node)
      default: return node
      }
      length += 1
      try checkChain(length)
    }
  }

  private mutating func parseSubscript(_ node: any ExpressionNode) throws(SyntaxFault) -> any ExpressionNode {
    if skip(.dot) {
      let token = advance()
      let range = node.range.union(token.range)
      switch token.kind {
      case .name: return AttributeNode(node, token.text, range)
      case .integer:
        guard let number = Int(token.text) else {
          throw SyntaxFault(message: "expected a name or a number after `.`", range: token.range)
        }
        return MemberNode(node, ConstantNode(.int(number), token.range), range)
      default:
        throw SyntaxFault(message: "expected a name or a number after `.`", range: token.range)
      }
    }
    advance()
    var keys: [any ExpressionNode] = []
    while !isOperation(.rightBracket) {
      if !keys.isEmpty { try expect(.comma) }
      if isOperation(.colon) || keys.isEmpty {
        if let slice = try parseSlice(of: node, keys: &keys) { return slice }
      } else {
        keys.append(try parseExpression())
      }
    }
    let close = try expect(.rightBracket)
    guard let first = keys.first else {
      throw SyntaxFault(message: "expected an expression between `[` and `]`", range: close.range)
    }
    let key = keys.count == 1 ? first : CollectionNode(keys, isTuple: true, first.range.union(close.range))
    return MemberNode(node, key, node.range.union(close.range))
  }

  /// A slice up to its `]`, or one key added to `keys`.
  private mutating func parseSlice(
    of node: any ExpressionNode, keys: inout [any ExpressionNode]
  ) throws(SyntaxFault) -> (any ExpressionNode)? {
    var bounds: [(any ExpressionNode)?] = []
    if isOperation(.colon) {
      bounds.append(nil)
    } else {
      let first = try parseExpression()
      guard isOperation(.colon) else {
        keys.append(first)
        return nil
      }
      bounds.append(first)
    }
    while skip(.colon), bounds.count < 3 {
      bounds.append(isOperation(.colon) || isOperation(.rightBracket) ? nil : try parseExpression())
    }
    let close = try expect(.rightBracket)
    while bounds.count < 3 { bounds.append(nil) }
    return SliceNode(node, bounds[0], bounds[1], bounds[2], node.range.union(close.range))
  }

  // MARK: Calls

  mutating func parseCall(_ callee: any ExpressionNode) throws(SyntaxFault) -> CallNode {
    let isLookup = ["lookup", "query", "q"].contains((callee as? NameNode)?.name ?? "")
    var (arguments, close) = try parseArguments()
    if isLookup, let name = callee as? NameNode {
      checkLookup(arguments, name)
      if options.allowsEmbeddedTemplates {
        var terms: [any ExpressionNode] = []
        for term in arguments.positional { terms.append(try trusted(term)) }
        arguments.positional = terms
      }
    }
    return CallNode(callee, arguments, callee.range.union(close))
  }

  /// Names that a lookup reads, and lookups that nobody knows.
  private mutating func checkLookup(_ arguments: ArgumentNodes, _ callee: NameNode) {
    let texts = arguments.positional.map { node in (node as? ConstantNode)?.value.string }
    guard let first = texts.first, let lookup = first, let node = arguments.positional.first else { return }
    if lookup.hasSuffix("vars") { texts.dropFirst().forEach { $0.map { symbols.readIndirectly($0) } } }
    if engine.registry.lookup(named: lookup) == nil {
      symbols.unknownFunctions.append(
        UnknownFunction(
          kind: .lookup, name: lookup, span: source.span(of: node.range),
          help: engine.registry.lookupHelp(for: lookup)))
    }
  }

  /// Constant templates in lookup terms are rendered, as Ansible still does.
  private mutating func trusted(_ node: any ExpressionNode) throws(SyntaxFault) -> any ExpressionNode {
    if let constant = node as? ConstantNode, case .string(let text) = constant.value, options.mayTemplate(text) {
      return try embedded(text, node.range)
    }
    if let collection = node as? CollectionNode {
      var items: [any ExpressionNode] = []
      for item in collection.items { items.append(try trusted(item)) }
      return CollectionNode(items, isTuple: collection.isTuple, node.range)
    }
    if let dictionary = node as? DictionaryNode {
      var entries: [(key: any ExpressionNode, value: any ExpressionNode)] = []
      for entry in dictionary.entries { entries.append((entry.key, try trusted(entry.value))) }
      return DictionaryNode(entries, node.range)
    }
    return node
  }

  mutating func parseArguments() throws(SyntaxFault) -> (ArgumentNodes, SourceRange) {
    try expect(.leftParenthesis)
    var arguments = ArgumentNodes()
    var isFirst = true
    while !isOperation(.rightParenthesis) {
      if !isFirst {
        guard isOperation(.comma) else {
          throw SyntaxFault(
            message: "expected `,` or `)` between arguments, found \(current.description)", range: current.range)
        }
        advance()
        if isOperation(.rightParenthesis) { break }
      }
      isFirst = false
      try parseArgument(&arguments)
    }
    let close = try expect(.rightParenthesis)
    return (arguments, close.range)
  }

  private mutating func parseArgument(_ arguments: inout ArgumentNodes) throws(SyntaxFault) {
    func check(_ isAllowed: Bool, _ range: SourceRange) throws(SyntaxFault) {
      if !isAllowed {
        throw SyntaxFault(message: "an argument stands in a place where it is not allowed", range: range)
      }
    }
    let start = current
    if skip(.multiply) {
      try check(arguments.star == nil && arguments.doubleStar == nil, start.range)
      arguments.star = try parseExpression()
    } else if skip(.power) {
      try check(arguments.doubleStar == nil, start.range)
      arguments.doubleStar = try parseExpression()
    } else if current.kind == .name, next.kind == .operation(.assign) {
      try check(arguments.doubleStar == nil, start.range)
      try check(!arguments.keywords.contains { $0.name == start.text }, start.range)
      advance()
      advance()
      arguments.keywords.append((start.text, try parseExpression()))
    } else {
      try check(arguments.keywords.isEmpty && arguments.star == nil && arguments.doubleStar == nil, start.range)
      arguments.positional.append(try parseExpression())
    }
  }

  // MARK: Filters and tests

  private mutating func parseDottedName(_ what: String) throws(SyntaxFault) -> (String, SourceRange) {
    let first = try expect(.name, what)
    var name = first.text
    var range = first.range
    while skip(.dot) {
      let part = try expect(.name, what)
      name += "." + part.text
      range = range.union(part.range)
    }
    return (name, range)
  }

  mutating func parseFilter(_ input: (any ExpressionNode)?) throws(SyntaxFault) -> FilterNode {
    if isOperation(.pipe) {
      throw SyntaxFault(
        message: "expected the name of a filter, found `|`", range: current.range, help: ["write `or` for `||`"])
    }
    let (name, range) = try parseDottedName("the name of a filter")
    let arguments = isOperation(.leftParenthesis) ? try parseArguments().0 : .none
    let function = engine.registry.filter(named: name)
    if function == nil {
      symbols.unknownFunctions.append(
        UnknownFunction(
          kind: .filter, name: name, span: source.span(of: range), help: engine.registry.filterHelp(for: name)))
    }
    return FilterNode(name, function, input, arguments, range)
  }

  /// The filters after the first of `{% filter %}`, `{% set %}`.
  mutating func parseFilterChain(startsInline: Bool) throws(SyntaxFault) -> [FilterNode] {
    var filters: [FilterNode] = []
    if startsInline { filters.append(try parseFilter(nil)) }
    while skip(.pipe) { filters.append(try parseFilter(nil)) }
    return filters
  }

  private mutating func parseTest(_ input: any ExpressionNode) throws(SyntaxFault) -> any ExpressionNode {
    advance()
    let isNegated = skip(name: "not")
    let (name, range) = try parseDottedName("the name of a test")
    var arguments = ArgumentNodes.none
    if isOperation(.leftParenthesis) {
      arguments = try parseArguments().0
    } else if startsTestArgument {
      if isName("is") { throw SyntaxFault(message: "tests cannot be chained with `is`", range: current.range) }
      arguments.positional = [try parsePostfix(try parsePrimary())]
    }
    let function = engine.registry.test(named: name)
    if function == nil {
      symbols.unknownFunctions.append(
        UnknownFunction(
          kind: .test, name: name, span: source.span(of: range), help: engine.registry.testHelp(for: name)))
    }
    return TestNode(name, function, input, arguments, isNegated: isNegated, input.range.union(range))
  }

  /// `x is divisibleby 3`: a test's single argument without parentheses.
  private var startsTestArgument: Bool {
    switch current.kind {
    case .name: !["else", "or", "and"].contains(current.text)
    case .string, .integer, .float, .operation(.leftBracket), .operation(.leftBrace): true
    default: false
    }
  }
}
