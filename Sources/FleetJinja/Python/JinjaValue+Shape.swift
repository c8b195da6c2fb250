package import FleetCore

extension JinjaValue {
  /// A key of a dictionary as an expression sees it; a list among keys stands for a tuple.
  package init(key: Value) {
    if case .list(let items) = key {
      self = .tuple(items.map { JinjaValue(key: $0) })
    } else {
      self = JinjaValue(key)
    }
  }

  package static func list(_ elements: [JinjaValue]) -> JinjaValue { .list(ListObject(elements)) }
  package static func strings(_ texts: [String]) -> JinjaValue { .list(ListObject(texts.map { .string($0) })) }
  package static func map(_ pairs: [(String, JinjaValue)]) -> JinjaValue {
    .map(MapObject(pairs.map { (Value.string($0.0), $0.1) }))
  }

  /// Python's truth of a value.
  package var isTruthy: Bool {
    get throws {
      switch self {
      case .undefined(let undefined): try undefined.lenient(false)
      case .omit: true
      case .null: false
      case .bool(let flag): flag
      case .int(let number): number != 0
      case .bigInt(let number): !number.magnitude.isEmpty
      case .double(let number): number != 0
      case .string(let text), .markup(let text): !text.isEmpty
      case .list(let list): list.count > 0
      case .tuple(let items): !items.isEmpty
      case .map(let map): map.count > 0
      case .object(let object): try object.isTruthy
      }
    }
  }

  /// `type(value).__name__`.
  package var typeName: String {
    switch self {
    case .undefined: "Undefined"
    case .omit: "Omit"
    case .null: "NoneType"
    case .bool: "bool"
    case .int, .bigInt: "int"
    case .double: "float"
    case .string: "str"
    case .markup: "Markup"
    case .list: "list"
    case .tuple: "tuple"
    case .map: "dict"
    case .object(let object): object.typeName
    }
  }

  /// The value as a dictionary's key; lists and dictionaries cannot be one.
  package func key() throws -> Value {
    switch self {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .double(let number): return .double(number)
    case .string(let text), .markup(let text): return .string(text)
    case .tuple(let items): return .list(try items.map { try $0.key() })
    case .undefined(let undefined): throw undefined.fault
    case .bigInt(let number): return .bigInt(number)
    case .object(let object):
      if let data = try object.data() { return data }
      throw TemplateFault("unhashable type: '\(typeName)'", kind: .type)
    case .omit, .list, .map: throw TemplateFault("unhashable type: '\(typeName)'", kind: .type)
    }
  }

  /// What a `for` loop sees: list, tuple, dictionary keys, the characters of a string, an object's elements.
  package func elements() throws -> [JinjaValue] {
    switch self {
    case .list(let list): return try list.elements()
    case .tuple(let items): return items
    case .map(let map): return map.keys.map { JinjaValue(key: $0) }
    case .string(let text): return text.unicodeScalars.map { .string(String($0)) }
    case .markup(let text): return text.unicodeScalars.map { .markup(String($0)) }
    case .undefined(let undefined): return try undefined.lenient([])
    case .object(let object):
      if let elements = try object.elements() { return elements }
      throw TemplateFault("'\(typeName)' object is not iterable", kind: .type)
    default: throw TemplateFault("'\(typeName)' object is not iterable", kind: .type)
    }
  }

  /// Python's `len()`.
  package func length() throws -> Int {
    switch self {
    case .list(let list): return list.count
    case .tuple(let items): return items.count
    case .map(let map): return map.count
    case .string(let text), .markup(let text): return text.unicodeScalars.count
    case .undefined(let undefined): return try undefined.lenient(0)
    case .object(let object):
      if let length = try object.length() { return length }
      if let elements = try object.elements() { return elements.count }
      throw TemplateFault("object of type '\(typeName)' has no len()", kind: .type)
    default: throw TemplateFault("object of type '\(typeName)' has no len()", kind: .type)
    }
  }
}
