import FleetCore

/// A macro with the place where it was defined: it sees the names that its template had there.
final class MacroObject: JinjaObject, AcceptsUndefined {
  private let definition: MacroDefinition
  private let frame: Frame

  init(_ definition: MacroDefinition, _ frame: Frame) {
    self.definition = definition
    self.frame = frame
  }

  var typeName: String { "Macro" }
  func text() throws -> String { "<Macro '\(definition.name)'>" }

  func attribute(_ name: String) throws -> JinjaValue? {
    switch name {
    case "name": .string(definition.name)
    case "arguments": .tuple(definition.parameters.map { .string($0.name) })
    case "catch_kwargs": .bool(definition.extras.contains(.kwargs))
    case "catch_varargs": .bool(definition.extras.contains(.varargs))
    case "caller": .bool(definition.extras.contains(.caller))
    default: nil
    }
  }

  func call(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue? {
    let inner = Frame(frame.state, parent: frame)
    try bind(arguments, in: inner)
    return try Depth.deeper { try definition.body.capture(inner) }
  }

  private func bind(_ arguments: CallArguments, in inner: Frame) throws {
    let parameters = definition.parameters
    var keywords = arguments.keywords
    let firstDefault = parameters.count - definition.defaults.count
    var hasCaller = false
    for (position, parameter) in parameters.enumerated() {
      if position < arguments.positional.count {
        inner.bind(parameter.id, arguments.positional[position])
      } else if let index = keywords.firstIndex(where: { $0.name == parameter.name }) {
        inner.bind(parameter.id, keywords.remove(at: index).value)
      } else if position >= firstDefault {
        inner.bind(parameter.id, try definition.defaults[position - firstDefault].evaluate(inner))
      } else {
        let hint = "parameter '\(parameter.name)' was not provided"
        inner.bind(
          parameter.id,
          .undefined(Undefined(name: parameter.name, hint: hint, frame: frame, range: definition.range)))
      }
      if parameter.name == "caller" { hasCaller = true }
    }
    if definition.extras.contains(.caller), !hasCaller {
      if let index = keywords.firstIndex(where: { $0.name == "caller" }) {
        inner.bind(definition.callerID, keywords.remove(at: index).value)
      } else {
        inner.bind(
          definition.callerID,
          .undefined(
            Undefined(name: "caller", hint: "No caller defined", frame: frame, range: definition.range)))
      }
    }
    try bindRest(Array(arguments.positional.dropFirst(parameters.count)), keywords, in: inner)
  }

  private func bindRest(
    _ positional: [JinjaValue], _ keywords: [(name: String, value: JinjaValue)], in inner: Frame
  ) throws {
    let name = definition.name
    if definition.extras.contains(.kwargs) {
      inner.bind(definition.kwargsID, .map(keywords.map { ($0.name, $0.value) }))
    } else if let extra = keywords.first {
      throw TemplateFault(
        "macro '\(name)' takes no keyword argument '\(extra.name)'", kind: .type,
        help: Suggestion.help(for: extra.name, in: definition.parameters.map(\.name)))
    }
    if definition.extras.contains(.varargs) {
      inner.bind(definition.varargsID, .tuple(positional))
    } else if !positional.isEmpty {
      throw TemplateFault(
        "macro '\(name)' takes not more than \(definition.parameters.count) argument(s)", kind: .type)
    }
  }
}
