import FleetCore

/// Finds the variables that a program reads, by Ansible's rules for undefined values: filters, tests and calls hand
/// them on, `default` and `is defined` take them, everything else fails on them.
struct ReadAnalysis {
  private let source: TemplateSource
  private let freeNames: Set<String>
  private var found: [String: VariableRead] = [:]
  private var order: [String] = []
  /// Names that blocks around the current place bind.
  private var bound: [Set<String>] = [[]]
  /// Names that a condition around the current place mentions: whoever wrote it thought of them.
  private var guarded: Set<String> = []
  private var isSure = true

  static func reads(of program: Program, _ source: TemplateSource) -> [VariableRead] {
    var analysis = ReadAnalysis(source: source, freeNames: program.freeNames)
    // The blocks of a template with a parent may never be reached.
    if program.body.contains(where: { $0 is ExtendsNode }) { analysis.isSure = false }
    if let expression = program.expression { analysis.visit(expression) }
    analysis.visit(program.body)
    return analysis.order.compactMap { analysis.found[$0] }
  }

  private init(source: TemplateSource, freeNames: Set<String>) {
    self.source = source
    self.freeNames = freeNames
  }

  /// The expressions at the top of a program.
  static func expressions(of program: Program) -> [any ExpressionNode] {
    (program.expression.map { [$0] } ?? []) + program.body.compactMap { ($0 as? OutputNode)?.expression }
  }

  // MARK: Expressions

  private mutating func read(_ node: NameNode) {
    guard freeNames.contains(node.name), !guarded.contains(node.name),
      !bound.contains(where: { $0.contains(node.name) })
    else { return }
    if let known = found[node.name] {
      guard isSure, !known.isSure else { return }
    } else {
      order.append(node.name)
    }
    found[node.name] = VariableRead(name: node.name, isSure: isSure, range: node.range, source: source)
  }

  mutating func visit(_ node: any ExpressionNode) {
    switch node {
    case let name as NameNode: read(name)
    case let filter as FilterNode: visit(filter)
    case let test as TestNode:
      if !test.acceptsUndefined { visit(test.input) }
      for argument in test.arguments.all { visit(argument) }
    case let logic as LogicNode:
      visit(logic.left)
      behind([logic.left]) { $0.visit(logic.right) }
    case let choice as ConditionalNode:
      visit(choice.test)
      behind([choice.test]) {
        $0.visit(choice.value)
        if let other = choice.other { $0.visit(other) }
      }
    case let comparison as ComparisonNode:
      visit(comparison.first)
      if let second = comparison.rest.first { visit(second.operand) }
      unsurely { analysis in for part in comparison.rest.dropFirst() { analysis.visit(part.operand) } }
    case let call as CallNode: visit(call)
    case is CollectionNode, is DictionaryNode:
      unsurely { analysis in for child in Self.children(of: node) { analysis.visit(child) } }
    case let embedded as EmbeddedTemplateNode:
      let names = embedded.template.reads
      for inner in names where freeNames.contains(inner.name) && !guarded.contains(inner.name) {
        guard found[inner.name] == nil, !bound.contains(where: { $0.contains(inner.name) }) else { continue }
        order.append(inner.name)
        found[inner.name] = VariableRead(name: inner.name, isSure: false, range: node.range, source: source)
      }
    default: for child in Self.children(of: node) { visit(child) }
    }
  }

  private mutating func visit(_ filter: FilterNode) {
    switch filter.shortName {
    case "default", "d":
      let input = filter.input.map { [$0] } ?? []
      behind(input) { analysis in for argument in filter.arguments.all { analysis.visit(argument) } }
      // `hash[key] | default('')` still needs its key.
      if let member = filter.input as? MemberNode { unsurely { $0.visit(member.key) } }
    case "ternary", "type_debug":
      unsurely { analysis in for argument in filter.arguments.all { analysis.visit(argument) } }
    default:
      if let input = filter.input { visit(input) }
      for argument in filter.arguments.all { visit(argument) }
    }
  }

  private mutating func visit(_ call: CallNode) {
    visit(call.callee)
    let isLookup = ["lookup", "query", "q"].contains((call.callee as? NameNode)?.name ?? "")
    if isLookup || call.arguments.all.count > 1 {
      unsurely { analysis in for argument in call.arguments.all { analysis.visit(argument) } }
    } else {
      for argument in call.arguments.all { visit(argument) }
    }
  }

  private mutating func unsurely(_ body: (inout ReadAnalysis) -> Void) {
    let outer = isSure
    isSure = false
    body(&self)
    isSure = outer
  }

  /// Visits what only counts when a condition says so.
  private mutating func behind(_ conditions: [any ExpressionNode], _ body: (inout ReadAnalysis) -> Void) {
    let outer = guarded
    for condition in conditions { guarded.formUnion(Self.mentions(condition)) }
    unsurely(body)
    guarded = outer
  }

  /// Every name and text constant of an expression.
  static func mentions(_ node: any ExpressionNode) -> Set<String> {
    var names: Set<String> = []
    var rest = [node]
    while let next = rest.popLast() {
      if let name = next as? NameNode { names.insert(name.name) }
      if let text = (next as? ConstantNode)?.value.string { names.insert(text) }
      if let embedded = next as? EmbeddedTemplateNode { names.formUnion(embedded.template.referencedNames) }
      rest += children(of: next)
    }
    return names
  }

  static func children(of node: any ExpressionNode) -> [any ExpressionNode] {
    switch node {
    case let node as FilterNode: (node.input.map { [$0] } ?? []) + node.arguments.all
    case let node as TestNode: [node.input] + node.arguments.all
    case let node as LogicNode: [node.left, node.right]
    case let node as NotNode: [node.value]
    case let node as ConditionalNode: [node.test, node.value] + (node.other.map { [$0] } ?? [])
    case let node as ComparisonNode: [node.first] + node.rest.map(\.operand)
    case let node as BinaryNode: [node.left, node.right]
    case let node as SignNode: [node.value]
    case let node as ConcatNode: node.parts
    case let node as CallNode: [node.callee] + node.arguments.all
    case let node as AttributeNode: [node.value]
    case let node as MemberNode: [node.value, node.key]
    case let node as SliceNode: [node.value] + [node.start, node.stop, node.step].compactMap { $0 }
    case let node as CollectionNode: node.items
    case let node as DictionaryNode: node.entries.flatMap { [$0.key, $0.value] }
    default: []
    }
  }

  // MARK: Statements

  private mutating func visit(_ body: [any StatementNode]) { for statement in body { visit(statement) } }

  private mutating func visit(_ statement: any StatementNode) {
    switch statement {
    case let node as OutputNode: visit(node.expression)
    case let node as DoNode: unsurely { $0.visit(node.expression) }
    case let node as IfNode: visit(node)
    case let node as ForNode:
      visit(node.items)
      scoped(node.target.names + ["loop"]) { analysis in
        analysis.behind(node.test.map { [$0] } ?? []) { inner in
          if let test = node.test { inner.visit(test) }
          inner.visit(node.body)
          inner.visit(node.other)
        }
      }
    case let node as SetNode:
      unsurely { $0.visit(node.value) }
      bind(node.target)
    case let node as SetBlockNode:
      scoped([]) { $0.visit(node.body) }
      bind(node.target)
    case let node as FilterBlockNode: scoped([]) { $0.visit(node.body) }
    case let node as WithNode:
      for (_, value) in node.assignments { unsurely { $0.visit(value) } }
      scoped(node.assignments.flatMap(\.target.names)) { $0.visit(node.body) }
    case let node as AutoescapeNode: visit(node.body)
    case let node as BlockNode: scoped([]) { $0.visit(node.body) }
    case let node as MacroNode:
      bound[bound.count - 1].insert(node.definition.name)
      visit(node.definition)
    case let node as CallBlockNode:
      visit(node.call)
      visit(node.definition)
    case let node as IncludeNode: visit(node.name)
    case let node as ImportNode:
      visit(node.name)
      switch node.binding {
      case .module(let target): bind(target)
      case .names(let names): for (_, target, _) in names { bind(target) }
      }
    case let node as ExtendsNode: visit(node.name)
    default: break
    }
  }

  private mutating func visit(_ node: IfNode) {
    if let first = node.branches.first { visit(first.test) }
    behind(node.branches.map(\.test)) { analysis in
      for branch in node.branches { analysis.visit(branch.body) }
      analysis.visit(node.other)
    }
    for (index, branch) in node.branches.enumerated().dropFirst() {
      behind(node.branches[..<index].map(\.test)) { $0.visit(branch.test) }
    }
  }

  private mutating func visit(_ macro: MacroDefinition) {
    scoped(macro.parameters.map(\.name) + ["varargs", "kwargs", "caller"]) { analysis in
      analysis.unsurely { inner in
        for value in macro.defaults { inner.visit(value) }
        inner.visit(macro.body)
      }
    }
  }

  private mutating func bind(_ target: AssignTarget) { bound[bound.count - 1].formUnion(target.names) }

  private mutating func scoped(_ names: [String], _ body: (inout ReadAnalysis) -> Void) {
    bound.append(Set(names))
    body(&self)
    bound.removeLast()
  }
}

extension ArgumentNodes {
  /// Every argument, in the order they are written.
  var all: [any ExpressionNode] {
    positional + keywords.map(\.value) + (star.map { [$0] } ?? []) + (doubleStar.map { [$0] } ?? [])
  }
}
