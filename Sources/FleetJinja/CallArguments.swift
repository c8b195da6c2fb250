import FleetCore

/// The arguments of a filter, test, function or method, as the template gave them.
package struct CallArguments {
  package var positional: [JinjaValue]
  package var keywords: [(name: String, value: JinjaValue)]

  package init(_ positional: [JinjaValue] = [], keywords: [(name: String, value: JinjaValue)] = []) {
    self.positional = positional
    self.keywords = keywords
  }

  package func keyword(_ name: String) -> JinjaValue? { keywords.first { $0.name == name }?.value }

  /// Sorts the arguments into named parameters as Python does. `required` of them must be given. Too many, unknown or
  /// doubled ones are a `TemplateFault` that names `function`.
  package func bound(
    to parameters: [String], required: Int = 0, of function: String
  ) throws -> BoundArguments {
    guard positional.count <= parameters.count else {
      throw TemplateFault("`\(function)` takes at most \(parameters.count) arguments, \(positional.count) given")
    }
    var values: [String: JinjaValue] = [:]
    for (name, value) in zip(parameters, positional) { values[name] = value }
    for (name, value) in keywords {
      guard parameters.contains(name) else {
        throw TemplateFault(
          "`\(function)` has no argument `\(name)`", help: Suggestion.help(for: name, in: parameters))
      }
      guard values[name] == nil else { throw TemplateFault("`\(function)` got argument `\(name)` twice") }
      values[name] = value
    }
    for name in parameters.prefix(required) where values[name] == nil {
      throw TemplateFault("`\(function)` needs argument `\(name)`")
    }
    return BoundArguments(values: values)
  }
}

/// Arguments sorted by parameter name.
package struct BoundArguments {
  let values: [String: JinjaValue]
  /// The argument, nil when it was not given.
  package subscript(_ name: String) -> JinjaValue? { values[name] }
}
