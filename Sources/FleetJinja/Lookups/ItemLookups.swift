import FleetCore

/// Lookups that arrange the values they are given.
enum ItemLookups {
  static let table: [String: FunctionRegistry.Function] = [
    "dict": { arguments, _ in
      var items: [JinjaValue] = []
      for term in arguments.positional {
        guard let map = term.mapObject else {
          throw TemplateFault(
            "the 'dict' lookup plugin expects a dictionary, got '\(try term.text())' of type \(term.typeName)")
        }
        items += try map.pairs().map { .map([("key", JinjaValue(key: $0.key)), ("value", $0.value)]) }
      }
      return .list(items)
    },
    "flattened": { arguments, _ in .list(try flattened(arguments.positional, depth: 0)) },
    "indexed_items": { arguments, _ in
      .list(try spread(arguments.positional).enumerated().map { .tuple([.int($0.offset), $0.element]) })
    },
    "items": { arguments, _ in .list(try spread(arguments.positional)) },
    "list": { arguments, _ in .list(arguments.positional) },
    "nested": nested,
    "random_choice": { arguments, _ in .list(arguments.positional.randomElement().map { [$0] } ?? []) },
    "subelements": subelements,
    "together": { arguments, _ in
      guard !arguments.positional.isEmpty else {
        throw TemplateFault("with_together requires at least one element in each list")
      }
      let lists = try arguments.positional.map { try $0.elements() }
      return .list(
        try (0..<(lists.map(\.count).max() ?? 0)).map { row in
          .list(try spread(lists.map { row < $0.count ? $0[row] : .null }))
        })
    },
  ]

  /// Lists among the values give their elements, one level.
  private static func spread(_ values: [JinjaValue]) throws -> [JinjaValue] {
    try values.flatMap { $0.isListLike ? try $0.elements() : [$0] }
  }

  private static func flattened(_ values: [JinjaValue], depth: Int) throws -> [JinjaValue] {
    guard depth < Limits.nestingDepth else { throw TemplateFault("lists nested too deeply", kind: .limit) }
    var result: [JinjaValue] = []
    for value in values {
      if value.isNull { continue }
      if value.isString, ["None", "null"].contains(try value.text()) { continue }
      result += value.isListLike ? try flattened(try value.elements(), depth: depth + 1) : [value]
    }
    return result
  }

  private static func nested(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    guard let first = arguments.positional.first else {
      throw TemplateFault("with_nested requires at least one element in the nested list")
    }
    var rows = try first.elements()
    for list in arguments.positional.dropFirst() {
      let items = try list.elements()
      guard rows.count * max(1, items.count) <= Limits.sequenceElements else {
        throw TemplateFault("more than \(Limits.sequenceElements) combinations", kind: .limit)
      }
      rows = try rows.flatMap { row in try items.map { .list(try spread([row, $0])) } }
    }
    return .list(try rows.map { .list(try spread(try $0.elements())) })
  }

  private static func subelements(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    let terms = arguments.positional
    let words = "subelements lookup expects a list of two or three items, "
    guard (2...3).contains(terms.count) else { throw TemplateFault(words) }
    guard terms[1].isString, terms[0].mapObject != nil || terms[0].isListLike else {
      throw TemplateFault(words + "first a dict or a list, second a string pointing to the subkey")
    }
    let path = PythonText.split(try terms[1].text(), by: ".")
    var items: [JinjaValue]
    if let map = terms[0].mapObject {
      if let skipped = try map.value(for: "skipped"), try !skipped.equals(.bool(false)) { return .list([]) }
      items = try map.pairs().map(\.value)
    } else {
      items = try terms[0].elements()
    }
    var skips = false
    if terms.count == 3 {
      guard let flags = terms[2].mapObject else {
        throw TemplateFault(words + "the optional third item must be a dict with flags ('skip_missing',)")
      }
      skips = try flags.value(for: "skip_missing").map { try NumberFilters.bool($0) } ?? false
    }
    items = try items.filter { item in
      guard let map = item.mapObject else {
        throw TemplateFault("subelements lookup expects a dictionary, got '\(try item.text())'")
      }
      return try map.value(for: "skipped").map { try $0.equals(.bool(false)) } ?? true
    }
    var result: [JinjaValue] = []
    for item in items {
      guard let map = item.mapObject else { continue }
      let copy = MapObject(try map.pairs())
      result += try sublist(of: copy, path, skips).map { .tuple([.map(copy), $0]) }
    }
    return .list(result)
  }

  /// Takes the list at the end of `path` out of `map`, whose parents are copied on the way.
  private static func sublist(of map: MapObject, _ path: [String], _ skips: Bool) throws -> [JinjaValue] {
    var current = map
    for (position, part) in path.enumerated() {
      let key = Value.string(part)
      guard let value = try current.value(for: key) else {
        if skips { continue }
        throw TemplateFault(
          "could not find '\(part)' key in iterated item '\(try JinjaValue.map(current).text())'")
      }
      if position == path.count - 1 {
        guard case .list(let list) = value else {
          throw TemplateFault("the key \(part) should point to a list, got '\(try value.text())'")
        }
        try current.remove(key)
        return try list.elements()
      }
      guard let inner = value.mapObject else {
        if skips { continue }
        throw TemplateFault("the key \(part) should point to a dictionary, got '\(try value.text())'")
      }
      let copy = MapObject(try inner.pairs())
      current.set(.map(copy), for: key)
      current = copy
    }
    return []
  }
}
