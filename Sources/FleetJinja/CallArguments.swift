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
    if keywords.isEmpty, positional.count >= required {
      return BoundArguments(parameters: parameters, positional: positional, named: [])
    }
    return BoundArguments(
      parameters: parameters, positional: positional, named: try named(parameters, required, function))
  }

  /// The value of the one keyword that a function of any number of arguments knows.
  func only(_ name: String, of function: String) throws -> JinjaValue? {
    if let (other, _) = keywords.first(where: { $0.name != name }) {
      throw TemplateFault("`\(function)` has no argument `\(other)`", help: Suggestion.help(for: other, in: [name]))
    }
    return keyword(name)
  }

  /// The values of the parameters behind the positional ones, in their order.
  private func named(_ parameters: [String], _ required: Int, _ function: String) throws -> [JinjaValue?] {
    var values = [JinjaValue?](repeating: nil, count: parameters.count - positional.count)
    for (name, value) in keywords {
      guard let position = parameters.firstIndex(of: name) else {
        throw TemplateFault(
          "`\(function)` has no argument `\(name)`", help: Suggestion.help(for: name, in: parameters))
      }
      guard position >= positional.count, values[position - positional.count] == nil else {
        throw TemplateFault("`\(function)` got argument `\(name)` twice")
      }
      values[position - positional.count] = value
    }
    for position in positional.count..<max(positional.count, required) where values[position - positional.count] == nil
    {
      throw TemplateFault("`\(function)` needs argument `\(parameters[position])`")
    }
    return values
  }
}

/// Arguments sorted by parameter name.
package struct BoundArguments {
  private let parameters: [String]
  private let positional: [JinjaValue]
  /// What was given by name, for the parameters behind the positional ones; empty when nothing was.
  private let named: [JinjaValue?]

  fileprivate init(parameters: [String], positional: [JinjaValue], named: [JinjaValue?]) {
    self.parameters = parameters
    self.positional = positional
    self.named = named
  }

  /// The argument, nil when it was not given. There are few parameters: a search beats hashing.
  package subscript(_ name: String) -> JinjaValue? {
    for position in parameters.indices where parameters[position] == name {
      if position < positional.count { return positional[position] }
      return named.isEmpty ? nil : named[position - positional.count]
    }
    return nil
  }
}
