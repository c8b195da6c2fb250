package import FleetCore

extension JinjaValue {
  /// The value as plain data, deeply: tuples become lists, entries that are `omit` are left out, undefined values are
  /// faults. `omit` itself is a fault; callers that accept it look first.
  package func data() throws -> Value { try data(depth: 0) }

  private func data(depth: Int) throws -> Value {
    guard depth < Limits.nestingDepth else {
      throw TemplateFault("a value is nested deeper than \(Limits.nestingDepth) levels", kind: .limit)
    }
    switch self {
    case .undefined(let undefined): throw undefined.fault
    case .omit: throw TemplateFault("a required value is `omit`", kind: .omitted)
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .bigInt(let number): return .bigInt(number)
    case .double(let number): return .double(number)
    case .string(let text), .markup(let text): return .string(text)
    case .tuple(let items): return .list(try Self.kept(items, depth: depth))
    case .list(let list):
      if let data = list.plainData { return .list(data) }
      return .list(try Self.kept(list.elements(), depth: depth))
    case .map(let map):
      if let data = map.plainData { return .map(data) }
      var result = ValueMap()
      for (key, value) in try map.pairs() where !value.isOmit { result[key] = try value.data(depth: depth + 1) }
      return .map(result)
    case .object(let object):
      if let data = try object.data() { return data }
      throw TemplateFault("a value of type '\(object.typeName)' cannot be stored in a variable", kind: .type)
    }
  }

  private static func kept(_ items: [JinjaValue], depth: Int) throws -> [Value] {
    // Not `compactMap`: a nil literal would be the value null.
    try items.filter { !$0.isOmit }.map { try $0.data(depth: depth + 1) }
  }

  package var isOmit: Bool { if case .omit = self { true } else { false } }
  package var isUndefined: Bool { if case .undefined = self { true } else { false } }
}
