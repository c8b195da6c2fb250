import FleetCore

/// The functions and values that every template sees: Jinja2's globals and Ansible's.
enum Globals {
  private static let functions: [String: FunctionRegistry.Function] = [
    "range": { arguments, context in
      let range = try RangeObject(arguments)
      let most = context.options.rangeElements
      guard most >= Limits.sequenceElements || range.count <= most else {
        throw TemplateFault("range too big: \(range.count) elements, at most \(most) are allowed", kind: .limit)
      }
      return .object(range)
    },
    "dict": { arguments, _ in try dictionary(arguments) },
    "namespace": { arguments, _ in .object(try NamespaceObject(arguments)) },
    "cycler": { arguments, _ in .object(try CyclerObject(arguments)) },
    "joiner": { arguments, _ in
      .object(JoinerObject(try arguments.bound(to: ["sep"], of: "joiner")["sep"] ?? .string(", ")))
    },
    "lipsum": { arguments, context in try LoremIpsum.generate(arguments, context) },
  ]

  private static let ansibleFunctions: [String: FunctionRegistry.Function] = [
    "lookup": { arguments, context in try Lookups.run(arguments, context) },
    "query": { arguments, context in try Lookups.run(arguments, context, wantsList: true) },
    "q": { arguments, context in try Lookups.run(arguments, context, wantsList: true) },
    "undef": { arguments, context in try undefined(arguments) },
  ]

  /// The names that are never the user's variables unless the user defines them.
  static func names(_ registry: FunctionRegistry) -> Set<String> { ownNames.union(registry.functions.keys) }

  /// Whether the name is one of them.
  static func contains(_ name: String, _ registry: FunctionRegistry) -> Bool {
    ownNames.contains(name) || registry.functions[name] != nil
  }

  private static let ownNames = Set(functions.keys).union(ansibleFunctions.keys).union(["omit", "self", "super"])

  static func value(_ name: String, _ context: EvaluationContext) -> JinjaValue? {
    if let value = context.engine.globals[name] { return JinjaValue(value) }
    if let function = context.engine.registry.functions[name] ?? functions[name] {
      return .object(FunctionObject(name, function))
    }
    guard context.options.undefined == .ansible else { return nil }
    if name == "omit" { return .omit }
    return ansibleFunctions[name].map { .object(LookupFunctionObject($0)) }
  }

  private static func dictionary(_ arguments: CallArguments) throws -> JinjaValue {
    guard arguments.positional.count <= 1 else {
      throw TemplateFault("dict expected at most 1 argument, got \(arguments.positional.count)", kind: .type)
    }
    let map = MapObject()
    if let source = arguments.positional.first {
      for (key, value) in try DictionaryMethods.pairs(of: source) { map.set(value, for: key) }
    }
    for (name, value) in arguments.keywords { map.set(value, for: .string(name)) }
    return .map(map)
  }

  /// Ansible's `undef(hint)`.
  private static func undefined(_ arguments: CallArguments) throws -> JinjaValue {
    let hint = try arguments.bound(to: ["hint"], of: "undef")["hint"]
    switch hint {
    case nil, .null:
      return .undefined(Undefined(name: "undef", hint: "Mandatory variable has not been overridden"))
    case .string(let text) where text.isEmpty:
      return .undefined(Undefined(name: "undef", hint: "Mandatory variable has not been overridden"))
    case .string(let text): return .undefined(Undefined(name: "undef", hint: text))
    case let other?:
      throw TemplateFault(
        "The 'hint' argument must be of type 'str' or 'NoneType', not '\(other.typeName)'.", kind: .type)
    }
  }
}
