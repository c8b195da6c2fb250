import FleetCore

/// Filters for sequences.
enum SequenceFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "batch": batch,
    "combinations": { value, arguments, _ in
      let size = try arguments.bound(to: ["r"], required: 1, of: "combinations").int("r") ?? 0
      return try Combinatorics.combinations(try value.elements(), size)
    },
    "count": { value, _, _ in .int(try value.length()) },
    "first": { value, _, _ in
      if case .list(let list) = value, list.count > 0 { return try list.element(at: 0) }
      return try value.elements().first ?? .undefined(Undefined(name: "", hint: "No first item, sequence was empty."))
    },
    "flatten": { value, arguments, _ in
      let given = try arguments.bound(to: ["levels", "skip_nulls"], of: "flatten")
      let skips = try given.flag("skip_nulls", default: true)
      return .list(try flatten(try value.elements(), levels: try levels(given.value("levels")), skipsNulls: skips))
    },
    "last": { value, _, _ in
      if case .list(let list) = value, list.count > 0 { return try list.element(at: list.count - 1) }
      return try value.elements().last ?? .undefined(Undefined(name: "", hint: "No last item, sequence was empty."))
    },
    "length": { value, _, _ in .int(try value.length()) },
    "list": { value, _, _ in .list(try value.elements()) },
    "max": { value, arguments, context in try extreme(value, arguments, context, wantsMax: true) },
    "min": { value, arguments, context in try extreme(value, arguments, context, wantsMax: false) },
    "permutations": { value, arguments, _ in
      let items = try value.elements()
      let size = try arguments.bound(to: ["r"], of: "permutations").int("r") ?? items.count
      return try Combinatorics.permutations(items, size)
    },
    "product": { value, arguments, _ in
      var pools = try ([value] + arguments.positional).map { try $0.elements() }
      let copies = try arguments.only("repeat", of: "product")?.integer(named: "repeat") ?? 1
      pools = Array(repeatElement(pools, count: max(0, min(64, copies))).joined())
      return try Combinatorics.product(pools)
    },
    "reverse": { value, _, _ in
      if value.isString { return try value.mapText { PythonText.string($0.unicodeScalars.reversed()) } }
      return .list(try value.elements().reversed())
    },
    "slice": slice,
    "sort": { value, arguments, context in
      let given = try arguments.bound(to: ["reverse", "case_sensitive", "attribute"], of: "sort")
      let isSensitive = try given.flag("case_sensitive", default: false)
      if let reverse = given["reverse"] { _ = try reverse.integer(named: "reverse") }
      let paths = try sortPaths(given.value("attribute"))
      return .list(
        try ListMethods.sorted(try value.elements(), reverse: try given.flag("reverse", default: false)) { item in
          if let paths {
            return .tuple(try paths.map { folded(try context.attribute($0, of: item), isSensitive) })
          }
          return folded(item, isSensitive)
        })
    },
    "subelements": subelements,
    "sum": sum,
    "unique": unique,
    "zip": { value, arguments, _ in
      let isStrict = try arguments.only("strict", of: "zip")?.isTruthy ?? false
      let lists = try ([value] + arguments.positional).map { try $0.elements() }
      let count = lists.map(\.count).min() ?? 0
      if isStrict, lists.contains(where: { $0.count != count }) {
        throw TemplateFault("zip(): the lists are not of one length: \(lists.map(\.count))", kind: .value)
      }
      return .list((0..<count).map { row in .tuple(lists.map { $0[row] }) })
    },
    "zip_longest": { value, arguments, _ in
      let fill = try arguments.only("fillvalue", of: "zip_longest") ?? .null
      let lists = try ([value] + arguments.positional).map { try $0.elements() }
      let count = lists.map(\.count).max() ?? 0
      return .list((0..<count).map { row in .tuple(lists.map { row < $0.count ? $0[row] : fill }) })
    },
  ]

  /// Strings compare in lower case unless the filter is case sensitive.
  static func folded(_ value: JinjaValue, _ isSensitive: Bool) -> JinjaValue {
    if !isSensitive, case .string(let text) = value { return .string(text.lowercased()) }
    if !isSensitive, case .markup(let text) = value { return .string(text.lowercased()) }
    return value
  }

  /// `attribute='a,b.c'` sorts by several.
  private static func sortPaths(_ attribute: JinjaValue?) throws -> [JinjaValue]? {
    guard let attribute else { return nil }
    guard attribute.isString else { return [attribute] }
    return PythonText.split(try attribute.text(), by: ",").map { .string($0) }
  }

  private static func batch(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["linecount", "fill_with"], required: 1, of: "batch")
    let items = try value.elements()
    // Jinja begins a row when the last one has exactly this many elements: nothing but a natural number is ever met.
    let size = given["linecount"]?.wholeNumber
    var rows: [JinjaValue] = []
    var next = 0
    if size == 0, !items.isEmpty { rows.append(.list([])) }
    while next < items.count {
      var width = items.count - next
      if let size, size > 0 { width = min(width, size) }
      var row = Array(items[next..<next + width])
      next += row.count
      if let fill = given.value("fill_with") {
        guard let size else { throw TemplateFault("'linecount' must be an integer", kind: .type) }
        guard size <= Limits.sequenceElements else { throw TemplateFault("a batch this wide", kind: .limit) }
        guard row.count < size else {
          rows.append(.list(row))
          continue
        }
        row += Array(repeating: fill, count: size - row.count)
      }
      rows.append(.list(row))
    }
    return .list(rows)
  }

  private static func slice(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["slices", "fill_with"], required: 1, of: "slice")
    let items = try value.elements()
    let slices = try given.int("slices") ?? 0
    guard slices > 0, slices <= Limits.sequenceElements else {
      throw TemplateFault("integer division or modulo by zero", kind: .value)
    }
    let (size, extra) = (items.count / slices, items.count % slices)
    var rows: [JinjaValue] = []
    for number in 0..<slices {
      let start = number * size + min(number, extra)
      let end = start + size + (number < extra ? 1 : 0)
      var row = Array(items[start..<end])
      if let fill = given.value("fill_with"), number >= extra { row.append(fill) }
      rows.append(.list(row))
    }
    return .list(rows)
  }

  private static func extreme(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext, wantsMax: Bool
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["case_sensitive", "attribute"], of: wantsMax ? "max" : "min")
    let isSensitive = try given.flag("case_sensitive", default: false)
    var best: (item: JinjaValue, key: JinjaValue)?
    for item in try value.elements() {
      let key = folded(try context.attribute(given.value("attribute"), of: item), isSensitive)
      guard let current = best else {
        best = (item, key)
        continue
      }
      let order = try key.compare(current.key)
      if wantsMax ? order > 0 : order < 0 { best = (item, key) }
    }
    return best?.item ?? .undefined(Undefined(name: "", hint: "No aggregated item, sequence was empty."))
  }

  /// How deep `flatten` goes; a text of digits will do.
  private static func levels(_ value: JinjaValue?) throws -> Int? {
    guard let value else { return nil }
    return try PythonNumber.integer(of: value)?.wholeNumber ?? value.integer(named: "levels")
  }

  private static func flatten(_ items: [JinjaValue], levels: Int?, skipsNulls: Bool) throws -> [JinjaValue] {
    var result: [JinjaValue] = []
    for item in items {
      if skipsNulls {
        if item.isNull { continue }
        if item.isString, ["None", "null"].contains(try item.text()) { continue }
      }
      if item.isListLike, levels.map({ $0 >= 1 }) ?? true {
        result += try flatten(try item.elements(), levels: levels.map { $0 - 1 }, skipsNulls: skipsNulls)
      } else {
        result.append(item)
      }
      guard result.count <= Limits.sequenceElements else {
        throw TemplateFault("more than \(Limits.sequenceElements) elements", kind: .limit)
      }
    }
    return result
  }

  private static func sum(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["attribute", "start"], of: "sum")
    var total = given["start"] ?? .int(0)
    if total.isString { throw TemplateFault("sum() can't sum strings", kind: .type, help: ["use `| join`"]) }
    for item in try value.elements() {
      total = try BinaryOperator.add.apply(total, try context.attribute(given.value("attribute"), of: item))
    }
    return total
  }

  /// Jinja's `unique`, and Ansible's own for elements that cannot be hashed.
  private static func unique(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["case_sensitive", "attribute"], of: "unique")
    let isSensitive = try given.flag("case_sensitive", default: false)
    let items = try value.elements()
    let keys = try items.map { folded(try context.attribute(given.value("attribute"), of: $0), isSensitive) }
    guard keys.allSatisfy(\.isHashable) else {
      if given.value("attribute") != nil || given["case_sensitive"].map({ (try? $0.isTruthy) == false }) == true {
        throw TemplateFault(
          "`unique` failed and cannot fall back to comparing one by one, which these parameters do not allow",
          kind: .type)
      }
      return .list(try SetFilters.distinct(items))
    }
    var seen = ValueSet()
    return .list(try zip(items, keys).compactMap { try seen.insert($1) ? $0 : nil })
  }

  private static func subelements(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["subelements", "skip_missing"], required: 1, of: "subelements")
    let items: [JinjaValue]
    switch value {
    case .map(let map): items = try map.pairs().map(\.value)
    case .list(let list): items = try list.elements()
    default: throw TemplateFault("obj must be a list of dicts or a nested dict")
    }
    let path: [JinjaValue]
    switch given["subelements"] {
    case .list(let list)?: path = try list.elements()
    case .string(let text)?: path = PythonText.split(text, by: ".").map { .string($0) }
    default: throw TemplateFault("subelements must be a list or a string", kind: .type)
    }
    let skips = try given.flag("skip_missing", default: false)
    var result: [JinjaValue] = []
    for item in items {
      var current: JinjaValue = item
      for key in path {
        guard let map = current.mapObject else {
          throw TemplateFault(
            "the key \(try key.text()) should point to a dictionary, got '\(try current.text())'", kind: .type)
        }
        if let found = try map.value(for: key.key()) {
          current = found
        } else if skips {
          current = .list([])
          break
        } else {
          throw TemplateFault("could not find \(try key.repr()) key in iterated item \(try current.repr())")
        }
      }
      guard case .list(let list) = current else {
        let last = try path.last?.repr() ?? ""
        throw TemplateFault("the key \(last) should point to a list, got \(try current.repr())", kind: .type)
      }
      result += try list.elements().map { .tuple([item, $0]) }
    }
    return .list(result)
  }
}
