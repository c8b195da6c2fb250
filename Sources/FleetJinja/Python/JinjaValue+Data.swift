package import FleetCore

extension JinjaValue {
  /// The value as plain data: tuples become lists, objects what they say they are.
  package func plainData() throws -> Value { try plainData(depth: 0) }

  private func plainData(depth: Int) throws -> Value {
    guard depth < Limits.nestingDepth else {
      throw TemplateFault("a value is nested deeper than \(Limits.nestingDepth) levels", kind: .limit)
    }
    switch self {
    case .undefined(let undefined): throw TemplateFault(undefined.message, kind: .undefined, span: undefined.span)
    case .omit: throw TemplateFault("`omit` has no value of its own; give it to a parameter as a whole", kind: .type)
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .bigInt(let number): return .double(number.asDouble)
    case .double(let number): return .double(number)
    case .string(let text), .markup(let text): return .string(text)
    case .list(let list): return .list(try list.elements().map { try $0.plainData(depth: depth + 1) })
    case .tuple(let items): return .list(try items.map { try $0.plainData(depth: depth + 1) })
    case .map(let map):
      var result = ValueMap()
      for (key, value) in try map.pairs() { result[key] = try value.plainData(depth: depth + 1) }
      return .map(result)
    case .object(let object):
      if let data = try object.data() { return data }
      return .string(try object.text())
    }
  }
}
