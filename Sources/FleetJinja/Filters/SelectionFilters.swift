import FleetCore

/// Filters that pick from sequences by attribute, filter or test.
enum SelectionFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "attr": { value, arguments, context in
      let name = try arguments.bound(to: ["name"], required: 1, of: "attr").text("name") ?? ""
      if case .object(let object) = value, let found = try object.attribute(name) { return found }
      if let method = PythonMethods.method(name, of: value) { return .object(method) }
      return .undefined(
        Undefined(name: name, hint: "object of type '\(value.typeName)' has no attribute \(PythonText.repr(name))"))
    },
    "extract": extract,
    "groupby": groupBy,
    "map": map,
    "reject": { value, arguments, context in try pick(value, arguments, context, wants: false, byAttribute: false) },
    "rejectattr": { value, arguments, context in try pick(value, arguments, context, wants: false, byAttribute: true) },
    "select": { value, arguments, context in try pick(value, arguments, context, wants: true, byAttribute: false) },
    "selectattr": { value, arguments, context in try pick(value, arguments, context, wants: true, byAttribute: true) },
  ]

  private static func map(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    if arguments.positional.isEmpty, let path = arguments.keyword("attribute") {
      guard try value.isTruthy else { return .list([]) }
      if let extra = arguments.keywords.first(where: { $0.name != "attribute" && $0.name != "default" }) {
        throw TemplateFault("Unexpected keyword argument '\(extra.name)'")
      }
      let fallback = arguments.keyword("default")
      return .list(try value.elements().map { try context.attribute(path, of: $0, default: fallback) })
    }
    // `none | map(...)` is an empty list: Jinja looks at the value's truth first.
    guard try value.isTruthy else { return .list([]) }
    guard let name = arguments.positional.first else { throw TemplateFault("map requires a filter argument") }
    let rest = CallArguments(Array(arguments.positional.dropFirst()), keywords: arguments.keywords)
    let filter = try name.string(named: "filter")
    guard let function = context.engine.registry.filter(named: filter) else {
      throw context.engine.registry.noFilter(filter)
    }
    var results: [JinjaValue] = []
    let items = try value.elements()
    results.reserveCapacity(items.count)
    for item in items { results.append(try function.call(item, rest, context)) }
    return .list(results)
  }

  private static func pick(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext, wants: Bool, byAttribute: Bool
  ) throws -> JinjaValue {
    guard try value.isTruthy else { return .list([]) }
    var positional = arguments.positional[...]
    var path: JinjaValue?
    if byAttribute {
      guard let first = positional.popFirst() else { throw TemplateFault("Missing parameter for attribute name") }
      path = first
    }
    let test = try positional.popFirst()?.string(named: "test")
    let rest = CallArguments(Array(positional), keywords: arguments.keywords)
    let function = try test.map { name in
      guard let function = context.engine.registry.test(named: name) else {
        throw context.engine.registry.noTest(name)
      }
      return function
    }
    return .list(
      try value.elements().filter { item in
        let subject = try context.attribute(path, of: item)
        guard let function else {
          if subject.isUndefined, context.options.undefined == .lenient { return !wants }
          return try subject.isTruthy == wants
        }
        return try function(subject, rest, context) == wants
      })
  }

  private static func groupBy(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["attribute", "default", "case_sensitive"], required: 1, of: "groupby")
    let isSensitive = try given.flag("case_sensitive", default: false)
    func key(_ item: JinjaValue) throws -> JinjaValue {
      // Ansible's undefined values do not take the default.
      try context.attribute(given["attribute"], of: item, default: context.isAnsible ? nil : given["default"])
    }
    let sorted = try ListMethods.sorted(try value.elements()) { SequenceFilters.folded(try key($0), isSensitive) }
    var groups: [(key: JinjaValue, shown: JinjaValue, items: [JinjaValue])] = []
    for item in sorted {
      let shown = try key(item)
      let folded = SequenceFilters.folded(shown, isSensitive)
      if let last = groups.last, try last.key.equals(folded) {
        groups[groups.count - 1].items.append(item)
      } else {
        groups.append((folded, shown, [item]))
      }
    }
    return .list(groups.map { .object(GroupTuple(grouper: $0.shown, list: .list($0.items))) })
  }

  private static func extract(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["container", "morekeys"], required: 1, of: "extract")
    var keys = [value]
    if case .list(let list)? = given["morekeys"] {
      keys += try list.elements()
    } else if let more = given.value("morekeys") {
      keys.append(more)
    }
    var current = given["container"] ?? .null
    for key in keys { current = try context.member(key, of: current) }
    return current
  }
}
