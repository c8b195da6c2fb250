import FleetCore

/// A global function as a value.
final class FunctionObject: JinjaObject {
  let name: String
  private let body: FunctionRegistry.Function

  init(_ name: String, _ body: @escaping FunctionRegistry.Function) {
    self.name = name
    self.body = body
  }

  var typeName: String { "function" }
  func text() throws -> String { "<function \(name)>" }
  func call(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue? {
    try body(arguments, context)
  }
}

/// A global function that sees undefined arguments and answers for its errors itself.
final class LookupFunctionObject: JinjaObject, AcceptsUndefined {
  private let body: FunctionRegistry.Function
  init(_ body: @escaping FunctionRegistry.Function) { self.body = body }
  var typeName: String { "function" }
  func call(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue? {
    try body(arguments, context)
  }
}
