import FleetCore

/// A compiled template or expression.
final class Program: Sendable {
  /// The text, when nothing in it is templated.
  let literal: String?
  let body: [any StatementNode]
  let expression: (any ExpressionNode)?
  /// The names by their numbers.
  let names: [String]
  /// For each name whether something in the template binds it.
  private let isBound: [Bool]
  let blocks: [(String, BlockNode)]
  let freeNames: Set<String>
  let unknownFunctions: [UnknownFunction]

  init(literal: String, unknownFunctions: [UnknownFunction] = []) {
    self.literal = literal
    body = []
    expression = nil
    names = []
    isBound = []
    blocks = []
    freeNames = []
    self.unknownFunctions = unknownFunctions
  }

  init(body: [any StatementNode], expression: (any ExpressionNode)?, symbols: Symbols, registry: FunctionRegistry) {
    var literal: String?
    // A template of comments alone is not the empty text but none.
    if expression == nil, !body.isEmpty, body.allSatisfy({ $0 is TextNode }) {
      literal = body.compactMap { ($0 as? TextNode)?.text }.joined()
    }
    self.literal = literal
    self.body = body
    self.expression = expression
    names = symbols.names
    isBound = symbols.names.indices.map { symbols.everBound.contains(Int32($0)) }
    blocks = symbols.blocks
    freeNames = symbols.freeNames.filter { !Globals.contains($0, registry) }
    unknownFunctions = symbols.unknownFunctions
  }

  /// Whether a frame can know the name.
  func binds(_ id: Int32) -> Bool { isBound[Int(id)] }

  var isExpression: Bool { expression != nil }
}
