/// Plain data: what YAML, JSON, machines and templates produce. A `Value` can never become a template.
package enum Value: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  /// An integer beyond 64 bits, as Python has them; never one that fits `int`.
  case bigInt(BigInteger)
  case double(Double)
  case string(String)
  case list([Value])
  case map(ValueMap)
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .int(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(floatLiteral value: Double) { self = .double(value) }
  package init(nilLiteral: ()) { self = .null }
  package init(arrayLiteral elements: Value...) { self = .list(elements) }
  package init(dictionaryLiteral elements: (String, Value)...) {
    var map = ValueMap()
    for (key, value) in elements { map[key] = value }
    self = .map(map)
  }
}

extension Value {
  /// The text of a string, and of nothing else.
  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var int: Int? { if case .int(let number) = self { number } else { nil } }
  package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  package var list: [Value]? { if case .list(let items) = self { items } else { nil } }
  package var map: ValueMap? { if case .map(let map) = self { map } else { nil } }
  package var isNull: Bool { self == .null }

  /// The entry of a map under a string key; nil for anything that is not a map.
  package subscript(_ key: String) -> Value? { map?[key] }

  /// The Python name of the type, as Ansible's messages say it.
  package var typeName: String {
    switch self {
    case .null: "NoneType"
    case .bool: "bool"
    case .int, .bigInt: "int"
    case .double: "float"
    case .string: "str"
    case .list: "list"
    case .map: "dict"
    }
  }

  /// Whether Python would call the value true.
  package var isTruthy: Bool {
    switch self {
    case .null: false
    case .bool(let flag): flag
    case .int(let number): number != 0
    case .bigInt: true
    case .double(let number): number != 0
    case .string(let text): !text.isEmpty
    case .list(let items): !items.isEmpty
    case .map(let map): !map.isEmpty
    }
  }
}
