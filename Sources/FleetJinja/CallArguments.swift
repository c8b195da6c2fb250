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
    var values: [JinjaValue?] = []
    values.reserveCapacity(parameters.count)
    for value in positional { values.append(value) }
    while values.count < parameters.count { values.append(nil) }
    for (name, value) in keywords {
      guard let position = parameters.firstIndex(of: name) else {
        throw TemplateFault(
          "`\(function)` has no argument `\(name)`", help: Suggestion.help(for: name, in: parameters))
      }
      guard values[position] == nil else { throw TemplateFault("`\(function)` got argument `\(name)` twice") }
      values[position] = value
    }
    for position in positional.count..<max(positional.count, required) where values[position] == nil {
      throw TemplateFault("`\(function)` needs argument `\(parameters[position])`")
    }
    return BoundArguments(parameters: parameters, values: values)
  }
}

/// Arguments sorted by parameter name.
package struct BoundArguments {
  private let parameters: [String]
  private let values: [JinjaValue?]

  fileprivate init(parameters: [String], values: [JinjaValue?]) {
    self.parameters = parameters
    self.values = values
  }

  /// The argument, nil when it was not given. There are few parameters: a search beats hashing.
  package subscript(_ name: String) -> JinjaValue? {
    for position in parameters.indices where parameters[position] == name { return values[position] }
    return nil
  }
}
