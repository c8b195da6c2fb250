/// Python's methods on plain values, as templates call them: `text.split(',')`, `map.items()`.
package enum PythonMethods {
  /// The bound method `value.name`, nil when the type has none of that name.
  package static func method(_ name: String, of value: JinjaValue) -> (any JinjaObject)? {
    switch value {
    case .string(let text):
      guard let body = StringMethods.table[name] else { return nil }
      return BoundMethod(name) { arguments in
        if StringMethods.plain.contains(name) { _ = try arguments.bound(to: [], of: name) }
        return try body(text, arguments)
      }
    case .markup(let text):
      guard let body = StringMethods.table[name] else { return nil }
      return BoundMethod(name) { arguments in
        switch name {
        case "format": return .markup(try PythonFormat.format(text, arguments, escapes: true))
        case "format_map":
          let named = try StringMethods.keywords(ofMapping: arguments)
          return .markup(try PythonFormat.format(text, named, escapes: true))
        default: return try marked(body(text, escaped(arguments)))
        }
      }
    case .list(let list):
      guard let body = ListMethods.table[name] else { return nil }
      return BoundMethod(name) { try body(list, $0) }
    case .tuple(let items):
      guard name == "index" || name == "count", let body = ListMethods.table[name] else { return nil }
      return BoundMethod(name) { try body(ListObject(items), $0) }
    case .map(let map):
      guard let body = DictionaryMethods.table[name] else { return nil }
      return BoundMethod(name) { try body(map, $0) }
    case .int, .bool, .double, .bigInt: return NumberMethods.method(name, of: value)
    default: return nil
    }
  }

  /// What is put into safe text is escaped first.
  private static func escaped(_ arguments: CallArguments) throws -> CallArguments {
    CallArguments(
      try arguments.positional.map { try HTMLText.escaped(arguments: $0) },
      keywords: try arguments.keywords.map { ($0.name, try HTMLText.escaped(arguments: $0.value)) })
  }

  /// Methods of safe text give safe text.
  private static func marked(_ value: JinjaValue) throws -> JinjaValue {
    switch value {
    case .string(let text): .markup(text)
    case .list(let list): .list(try list.elements().map(marked))
    default: value
    }
  }
}
