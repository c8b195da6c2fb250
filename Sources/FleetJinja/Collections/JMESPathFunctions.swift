import FleetCore

/// The built-in functions of JMESPath.
enum JMESPathFunctions {
  private typealias Body = @Sendable ([JinjaValue], String) throws -> JinjaValue

  static func call(_ name: String, _ arguments: [JMESPath.Node], _ value: JinjaValue) throws -> JinjaValue {
    if let answer = try withReference(name, arguments, value) { return answer }
    guard let (count, body) = table[name] else {
      throw TemplateFault(
        "JMESPath: unknown function: \(name)()", help: Suggestion.help(for: name, in: table.keys.sorted()))
    }
    guard count.contains(arguments.count) else {
      throw TemplateFault("JMESPath: wrong number of arguments for \(name)(): \(arguments.count)")
    }
    return try body(try arguments.map { try JMESPath.evaluate($0, value) }, name)
  }

  /// Functions that take an expression to apply: `sort_by(items, &age)`.
  private static func withReference(
    _ name: String, _ arguments: [JMESPath.Node], _ value: JinjaValue
  ) throws -> JinjaValue? {
    guard ["map", "max_by", "min_by", "sort_by"].contains(name) else { return nil }
    guard arguments.count == 2 else { throw TemplateFault("JMESPath: \(name)() takes two arguments") }
    let isMap = name == "map"
    guard case .reference(let body) = arguments[isMap ? 0 : 1] else {
      throw TemplateFault("JMESPath: \(name)() needs an expression `&...`", kind: .type)
    }
    let items = try list(try JMESPath.evaluate(arguments[isMap ? 1 : 0], value), name)
    if isMap { return .list(try items.map { try JMESPath.evaluate(body, $0) }) }
    let keys = try items.map { item in
      let key = try JMESPath.evaluate(body, item)
      guard key.isNumeric || key.isString else { throw wrongType(name, key) }
      return key
    }
    let order = try ListMethods.sorted(items.indices.map { .int($0) }) { keys[$0.wholeNumber ?? 0] }
    let sorted = order.compactMap(\.wholeNumber)
    switch name {
    case "sort_by": return .list(sorted.map { items[$0] })
    case "min_by": return sorted.first.map { items[$0] } ?? .null
    default:
      guard let last = sorted.last else { return .null }
      return try sorted.first { try keys[$0].compare(keys[last]) == 0 }.map { items[$0] } ?? .null
    }
  }

  private static func wrongType(_ name: String, _ value: JinjaValue) -> TemplateFault {
    TemplateFault("JMESPath: in function \(name)(), invalid type for value: \(value.typeName)", kind: .type)
  }

  private static func list(_ value: JinjaValue, _ name: String) throws -> [JinjaValue] {
    guard value.isListLike else { throw wrongType(name, value) }
    return try value.elements()
  }

  private static func number(_ value: JinjaValue, _ name: String) throws -> Double {
    if case .bool = value { throw wrongType(name, value) }
    guard value.isNumeric else { throw wrongType(name, value) }
    return value.floatValue
  }

  private static func text(_ value: JinjaValue, _ name: String) throws -> String {
    guard value.isString else { throw wrongType(name, value) }
    return try value.text()
  }

  private static func map(_ value: JinjaValue, _ name: String) throws -> MapObject {
    guard let map = value.mapObject else { throw wrongType(name, value) }
    return map
  }

  private static let table: [String: (ClosedRange<Int>, Body)] = [
    "abs": (
      1...1,
      { values, name in
        if let whole = values[0].wholeNumber { return .int(abs(whole)) }
        return .double(abs(try number(values[0], name)))
      }
    ),
    "avg": (
      1...1,
      { values, name in
        let numbers = try list(values[0], name).map { try number($0, name) }
        return numbers.isEmpty ? .null : .double(numbers.reduce(0, +) / Double(numbers.count))
      }
    ),
    "ceil": (1...1, { values, name in PythonNumber.integer(of: try number(values[0], name).rounded(.up)) ?? .null }),
    "contains": (
      2...2,
      { values, name in
        if values[0].isString, !values[1].isString { return .bool(false) }
        guard values[0].isString || values[0].isListLike else { throw wrongType(name, values[0]) }
        return .bool(try values[0].contains(values[1]))
      }
    ),
    "ends_with": (
      2...2,
      { values, name in
        .bool(try text(values[0], name).utf8.reversed().starts(with: text(values[1], name).utf8.reversed()))
      }
    ),
    "floor": (1...1, { values, name in PythonNumber.integer(of: try number(values[0], name).rounded(.down)) ?? .null }),
    "join": (
      2...2,
      { values, name in
        .string(try list(values[1], name).map { try text($0, name) }.joined(separator: text(values[0], name)))
      }
    ),
    "keys": (1...1, { values, name in .list(try map(values[0], name).keys.map { JinjaValue(key: $0) }) }),
    "length": (
      1...1,
      { values, name in
        guard values[0].isString || values[0].isListLike || values[0].mapObject != nil else {
          throw wrongType(name, values[0])
        }
        return .int(try values[0].length())
      }
    ),
    "max": (1...1, { values, name in try ListMethods.sorted(list(values[0], name)).last ?? .null }),
    "merge": (
      0...64,
      { values, name in
        let result = MapObject()
        for value in values { for (key, entry) in try map(value, name).pairs() { result.set(entry, for: key) } }
        return .map(result)
      }
    ),
    "min": (1...1, { values, name in try ListMethods.sorted(list(values[0], name)).first ?? .null }),
    "not_null": (1...64, { values, _ in values.first { !$0.isNull } ?? .null }),
    "reverse": (
      1...1,
      { values, name in
        if values[0].isString { return .string(PythonText.string(try text(values[0], name).unicodeScalars.reversed())) }
        return .list(try list(values[0], name).reversed())
      }
    ),
    "sort": (1...1, { values, name in .list(try ListMethods.sorted(list(values[0], name))) }),
    "starts_with": (
      2...2, { values, name in .bool(try text(values[0], name).utf8.starts(with: text(values[1], name).utf8)) }
    ),
    "sum": (
      1...1, { values, name in try list(values[0], name).reduce(.int(0)) { try BinaryOperator.add.apply($0, $1) } }
    ),
    "to_array": (1...1, { values, _ in values[0].isListLike ? values[0] : .list([values[0]]) }),
    "to_number": (
      1...1,
      { values, _ in
        if values[0].isNumeric {
          if case .bool = values[0] { return .null }
          return values[0]
        }
        guard values[0].isString else { return .null }
        let text = try values[0].text()
        return PythonNumber.integer(text) ?? PythonNumber.float(text).map { .double($0) } ?? .null
      }
    ),
    "to_string": (
      1...1,
      { values, _ in
        if values[0].isString { return values[0] }
        var options = JSONText.Options()
        options.itemSeparator = ","
        options.keySeparator = ":"
        return .string(try JSONText(options).text(of: values[0]))
      }
    ),
    "type": (
      1...1,
      { values, _ in
        switch values[0] {
        case .null: .string("null")
        case .bool: .string("boolean")
        case .int, .bigInt, .double: .string("number")
        case .string, .markup: .string("string")
        case .map: .string("object")
        default: .string("array")
        }
      }
    ),
    "values": (1...1, { values, name in .list(try map(values[0], name).pairs().map(\.value)) }),
  ]
}
