import FleetCore

/// Filters for HTML.
enum MarkupFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "e": escape,
    "escape": escape,
    "forceescape": { value, _, _ in .markup(HTMLText.escape(try value.text())) },
    "safe": { value, _, _ in .markup(try value.text()) },
    "tojson": { value, arguments, _ in
      var options = JSONText.Options()
      options.sortsKeys = true
      let indent = try arguments.bound(to: ["indent"], of: "tojson").value("indent")
      if let indent, indent.isString {
        options.indent = try indent.text()
      } else if let width = try indent?.integer(named: "indent") {
        options.indent = String(repeating: " ", count: max(0, min(1000, width)))
      }
      var text = try JSONText(options).text(of: value)
      for (character, code) in [("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("'", "\\u0027")] {
        text = PythonText.replace(text, character, with: code)
      }
      return .markup(text)
    },
    "xmlattr": { value, arguments, context in
      let autospace = try arguments.bound(to: ["autospace"], of: "xmlattr").flag("autospace", default: true)
      guard let map = value.mapObject else {
        throw TemplateFault("'\(value.typeName)' object has no attribute 'items'", kind: .type)
      }
      var parts: [String] = []
      for (key, item) in try map.pairs() where !item.isNull && !item.isUndefined {
        let name = try JinjaValue(key: key).text()
        guard !name.unicodeScalars.contains(where: { PythonText.isSpace($0) || "/>=".unicodeScalars.contains($0) })
        else { throw TemplateFault("Invalid character in attribute name: \(PythonText.repr(name))", kind: .value) }
        let isSafe = if case .markup = item { true } else { false }
        let text = try item.text()
        parts.append("\(HTMLText.escape(name))=\"\(isSafe ? text : HTMLText.escape(text))\"")
      }
      let joined = parts.joined(separator: " ")
      let text = autospace && !joined.isEmpty ? " " + joined : joined
      return context.autoescape ? .markup(text) : .string(text)
    },
  ]

  private static func escape(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    if case .markup = value { return value }
    return .markup(HTMLText.escape(try value.text()))
  }
}
