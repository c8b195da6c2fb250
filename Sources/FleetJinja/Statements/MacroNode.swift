import FleetCore

/// The parameters and body of a macro or of a `call` block.
final class MacroDefinition: Sendable {
  /// What a macro's body says it wants beside its parameters.
  struct Extras: OptionSet, Sendable {
    let rawValue: Int
    static let varargs = Extras(rawValue: 1)
    static let kwargs = Extras(rawValue: 2)
    static let caller = Extras(rawValue: 4)
  }

  let name: String
  let parameters: [(name: String, id: Int32)]
  /// Defaults of the last parameters.
  let defaults: [any ExpressionNode]
  let body: [any StatementNode]
  let extras: Extras
  let varargsID: Int32
  let kwargsID: Int32
  let callerID: Int32
  let range: SourceRange

  init(
    name: String, parameters: [(name: String, id: Int32)], defaults: [any ExpressionNode], body: [any StatementNode],
    extras: Extras, ids: (varargs: Int32, kwargs: Int32, caller: Int32), range: SourceRange
  ) {
    self.name = name
    self.parameters = parameters
    self.defaults = defaults
    self.body = body
    self.extras = extras
    (varargsID, kwargsID, callerID) = ids
    self.range = range
  }
}

/// `{% macro name(parameters) %}`.
final class MacroNode: StatementNode {
  let definition: MacroDefinition
  let id: Int32

  init(_ definition: MacroDefinition, id: Int32) {
    self.definition = definition
    self.id = id
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    let macro = JinjaValue.object(MacroObject(definition, frame))
    frame.bind(id, macro)
    if frame.isTopLevel { frame.state.export(definition.name, macro) }
    return .normal
  }
}

/// `{% call(parameters) macro(arguments) %}body{% endcall %}`.
final class CallBlockNode: StatementNode {
  let definition: MacroDefinition
  let call: CallNode

  init(_ definition: MacroDefinition, _ call: CallNode) {
    self.definition = definition
    self.call = call
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    let function = try call.callee.evaluate(frame)
    var arguments = try call.arguments.evaluate(frame)
    arguments.keywords.append(("caller", .object(MacroObject(definition, frame))))
    let value = try call.call(function, arguments, frame)
    guard !frame.isSilent(output) else { return .normal }
    do { try output.write(value, frame.state.context) } catch { throw frame.located(error, call.range) }
    return .normal
  }
}
