import FleetCore

/// A JMESPath query, as `json_query` takes it (the specification of jmespath.org).
struct JMESPath {
  indirect enum Node {
    case current
    case field(String)
    case literal(JinjaValue)
    case rawString(String)
    case index(Int)
    case slice(Int?, Int?, Int?)
    case chain(Node, Node)
    case projection(Node, Node)
    case valueProjection(Node, Node)
    case flatten(Node, Node)
    case filter(Node, condition: Node, Node)
    case or(Node, Node)
    case and(Node, Node)
    case not(Node)
    case comparison(String, Node, Node)
    case list([Node])
    case hash([(String, Node)])
    case function(String, [Node])
    case reference(Node)
    case pipe(Node, Node)
  }

  private let root: Node

  init(_ text: String) throws {
    var parser = try JMESPathParser(text)
    root = try parser.parse()
  }

  func search(_ value: JinjaValue) throws -> JinjaValue { try Self.evaluate(root, value) }

  static func isTrue(_ value: JinjaValue) throws -> Bool {
    switch value {
    case .null: false
    case .bool(let flag): flag
    case .string(let text): !text.isEmpty
    case .list(let list): list.count > 0
    case .map(let map): map.count > 0
    default: true
    }
  }

  private static func items(_ value: JinjaValue) throws -> [JinjaValue]? {
    value.isListLike ? try value.elements() : nil
  }

  static func evaluate(_ node: Node, _ value: JinjaValue) throws -> JinjaValue {
    switch node {
    case .current: return value
    case .field(let name): return try value.mapObject?.value(for: .string(name)) ?? .null
    case .literal(let literal): return literal
    case .rawString(let text): return .string(text)
    case .index(let index):
      guard let items = try items(value) else { return .null }
      let place = index < 0 ? index + items.count : index
      return items.indices.contains(place) ? items[place] : .null
    case .slice(let start, let stop, let step):
      guard let items = try items(value) else { return .null }
      return .list(try slice(items, start, stop, step ?? 1))
    case .chain(let left, let right):
      let found = try evaluate(left, value)
      return found.isNull ? .null : try evaluate(right, found)
    case .pipe(let left, let right): return try evaluate(right, try evaluate(left, value))
    case .projection(let left, let right):
      guard let items = try items(try evaluate(left, value)) else { return .null }
      return try projected(items, right)
    case .valueProjection(let left, let right):
      guard let map = try evaluate(left, value).mapObject else { return .null }
      return try projected(try map.pairs().map(\.value), right)
    case .flatten(let left, let right):
      guard let items = try items(try evaluate(left, value)) else { return .null }
      return try projected(try items.flatMap { try self.items($0) ?? [$0] }, right)
    case .filter(let left, let condition, let right):
      guard let items = try items(try evaluate(left, value)) else { return .null }
      return try projected(try items.filter { try isTrue(try evaluate(condition, $0)) }, right)
    case .or(let left, let right):
      let found = try evaluate(left, value)
      return try isTrue(found) ? found : try evaluate(right, value)
    case .and(let left, let right):
      let found = try evaluate(left, value)
      return try isTrue(found) ? try evaluate(right, value) : found
    case .not(let inner): return .bool(try !isTrue(try evaluate(inner, value)))
    case .comparison(let sign, let left, let right):
      return try compare(sign, try evaluate(left, value), try evaluate(right, value))
    case .list(let nodes):
      return value.isNull ? .null : .list(try nodes.map { try evaluate($0, value) })
    case .hash(let pairs):
      return value.isNull ? .null : .map(try pairs.map { ($0.0, try evaluate($0.1, value)) })
    case .function(let name, let arguments): return try JMESPathFunctions.call(name, arguments, value)
    case .reference: throw TemplateFault("JMESPath: `&` belongs in the arguments of a function")
    }
  }

  /// A projection drops what is null.
  private static func projected(_ items: [JinjaValue], _ node: Node) throws -> JinjaValue {
    .list(
      try items.compactMap { item in
        let found = try evaluate(node, item)
        return found.isNull ? nil : found
      })
  }

  private static func slice(_ items: [JinjaValue], _ start: Int?, _ stop: Int?, _ step: Int) throws -> [JinjaValue] {
    guard step != 0 else { throw TemplateFault("JMESPath: a slice's step must not be 0") }
    let count = items.count
    func place(_ index: Int?, _ fallback: Int) -> Int {
      guard let index else { return fallback }
      let absolute = index < 0 ? index + count : index
      return step > 0 ? max(0, min(count, absolute)) : max(-1, min(count - 1, absolute))
    }
    let (from, to) = (place(start, step > 0 ? 0 : count - 1), place(stop, step > 0 ? count : -1))
    return stride(from: from, to: to, by: step).map { items[$0] }
  }

  private static func compare(_ sign: String, _ left: JinjaValue, _ right: JinjaValue) throws -> JinjaValue {
    func isBool(_ value: JinjaValue) -> Bool { if case .bool = value { true } else { false } }
    let isEqual = try isBool(left) == isBool(right) && left.equals(right)
    switch sign {
    case "==": return .bool(isEqual)
    case "!=": return .bool(!isEqual)
    default: break
    }
    let isOrdered =
      (left.isNumeric && right.isNumeric && !isBool(left) && !isBool(right)) || (left.isString && right.isString)
    guard isOrdered else { return .null }
    let order = try left.compare(right)
    switch sign {
    case "<": return .bool(order < 0)
    case "<=": return .bool(order <= 0)
    case ">": return .bool(order > 0)
    default: return .bool(order >= 0)
    }
  }
}
