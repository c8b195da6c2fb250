import FleetCore

/// `value is name(arguments)`, `value is not name`.
final class TestNode: ExpressionNode {
  let name: String
  let function: FunctionRegistry.Test?
  let input: any ExpressionNode
  let arguments: ArgumentNodes
  /// The arguments of a call that has only scalars.
  nonisolated(unsafe) private let constant: CallArguments?
  let isNegated: Bool
  let acceptsUndefined: Bool
  let range: SourceRange

  init(
    _ name: String, _ function: FunctionRegistry.Test?, _ input: any ExpressionNode, _ arguments: ArgumentNodes,
    isNegated: Bool, _ range: SourceRange
  ) {
    self.name = name
    self.function = function
    self.input = input
    self.arguments = arguments
    constant = arguments.constant
    self.isNegated = isNegated
    self.range = range
    let short = name.afterLastDot
    acceptsUndefined = ["defined", "undefined", "vault_encrypted"].contains(short)
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    let context = frame.state.context
    guard let function else {
      throw located(
        TemplateFault("no test named `\(name)`", kind: .unknown, help: context.engine.registry.testHelp(for: name)),
        frame)
    }
    let value = try input.evaluate(frame)
    let arguments = try constant ?? arguments.evaluate(frame)
    let isAnsible = context.isAnsible
    if isAnsible {
      if let undefined = value.undefinedValue, !acceptsUndefined || undefined.cause != nil { return negated(value) }
      if !acceptsUndefined, let undefined = arguments.undefined { return negated(undefined) }
    }
    do {
      return .bool(try function(value, arguments, context) != isNegated)
    } catch {
      let error = located(error, frame)
      guard isAnsible, !error.isLimit else { throw error }
      return .undefined(Undefined(name: "", frame: frame, range: range, cause: error))
    }
  }

  /// `not` of an undefined value is an error as soon as somebody looks; as a value it stays undefined.
  private func negated(_ value: JinjaValue) -> JinjaValue { value }
}
