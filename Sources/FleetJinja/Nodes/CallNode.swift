import FleetCore

/// `callee(arguments)`.
final class CallNode: ExpressionNode {
  let callee: any ExpressionNode
  let arguments: ArgumentNodes
  let range: SourceRange

  init(_ callee: any ExpressionNode, _ arguments: ArgumentNodes, _ range: SourceRange) {
    self.callee = callee
    self.arguments = arguments
    self.range = range
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    let function = try callee.evaluate(frame)
    return try call(function, try arguments.evaluate(frame), frame)
  }

  /// Calls under Ansible's rules for undefined values: an undefined argument is the result, and so is a failure.
  func call(_ function: JinjaValue, _ arguments: CallArguments, _ frame: Frame) throws -> JinjaValue {
    let context = frame.state.context
    let isAnsible = context.isAnsible
    do {
      guard case .object(let object) = function else {
        if case .undefined(let undefined) = function { throw undefined.fault }
        throw TemplateFault("'\(function.typeName)' object is not callable", kind: .type)
      }
      if isAnsible, !(object is any AcceptsUndefined), let undefined = arguments.undefined { return undefined }
      guard let result = try object.call(arguments, context) else {
        throw TemplateFault("'\(function.typeName)' object is not callable", kind: .type)
      }
      return result
    } catch {
      let error = located(error, frame)
      guard isAnsible, !error.isLimit else { throw error }
      return .undefined(Undefined(name: "", frame: frame, range: range, cause: error))
    }
  }
}

/// Callables that want to see undefined arguments: macros, lookups.
protocol AcceptsUndefined: AnyObject {}

extension Error {
  /// A bound was reached: nothing may catch it.
  var isLimit: Bool {
    if let fault = self as? TemplateFault { return fault.kind == .limit }
    if let error = self as? DiagnosticError { return error.diagnostics.contains { $0.code == .templateLimit } }
    return false
  }
}
