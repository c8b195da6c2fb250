import FleetCore

/// `value | name(arguments)`.
final class FilterNode: ExpressionNode {
  let name: String
  /// The name without its collection.
  let shortName: String
  let function: FilterFunction?
  /// Nil for the filter of a `{% filter %}` or `{% set %}` block, which gets the block's text.
  let input: (any ExpressionNode)?
  let arguments: ArgumentNodes
  /// The arguments of a call that has only scalars; those have no identity and are never changed.
  nonisolated(unsafe) private let constant: CallArguments?
  let acceptsUndefined: Bool
  let range: SourceRange

  init(
    _ name: String, _ function: FilterFunction?, _ input: (any ExpressionNode)?, _ arguments: ArgumentNodes,
    _ range: SourceRange
  ) {
    self.name = name
    shortName = name.afterLastDot
    self.function = function
    self.input = input
    self.arguments = arguments
    constant = arguments.constant
    self.range = range
    acceptsUndefined = Self.acceptingUndefined.contains(shortName)
  }

  /// The filters that Ansible gives undefined values to; all others answer with them.
  private static let acceptingUndefined: Set<String> = ["default", "d", "mandatory", "ternary", "type_debug"]

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    try apply(to: try input?.evaluate(frame) ?? .null, frame)
  }

  func apply(to value: JinjaValue, _ frame: Frame) throws -> JinjaValue {
    let context = frame.state.context
    guard let function else {
      throw located(
        TemplateFault(
          "no filter named `\(name)`", kind: .unknown, help: context.engine.registry.filterHelp(for: name)), frame)
    }
    let arguments = try constant ?? arguments.evaluate(frame)
    let isAnsible = context.isAnsible
    if isAnsible, !acceptsUndefined {
      if let undefined = value.undefinedValue, undefined.policy == .ansible { return value }
      if let undefined = arguments.undefined { return undefined }
    }
    do {
      let result = try function.call(value, arguments, context)
      if let size = result.textBytes, size > Limits.filterTextBytes {
        throw TemplateFault(
          "the filter `\(name)` gives more than \(Limits.filterTextBytes) bytes of text", kind: .limit)
      }
      // What a filter found undefined follows the environment's rule.
      if !isAnsible, let undefined = result.undefinedValue, undefined.policy == .ansible {
        return .undefined(Undefined(name: undefined.name, hint: undefined.hint, frame: frame, range: range))
      }
      return result
    } catch {
      var error = located(error, frame)
      if var fault = error as? TemplateFault, fault.kind != .undefined, fault.kind != .limit {
        fault.notes.append("the filter `\(name)` was given a value of type '\(value.typeName)'")
        error = fault
      }
      guard isAnsible, !error.isLimit else { throw error }
      return .undefined(Undefined(name: "", frame: frame, range: range, cause: error))
    }
  }
}
