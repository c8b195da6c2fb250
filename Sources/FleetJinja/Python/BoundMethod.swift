/// A method of a value, bound to it: `'a b'.split`.
package final class BoundMethod: JinjaObject {
  package let name: String
  private let body: (CallArguments, EvaluationContext?) throws -> JinjaValue

  package init(_ name: String, _ body: @escaping (CallArguments) throws -> JinjaValue) {
    self.name = name
    self.body = { arguments, _ in try body(arguments) }
  }

  package init(_ name: String, withContext body: @escaping (CallArguments, EvaluationContext?) throws -> JinjaValue) {
    self.name = name
    self.body = body
  }

  package var typeName: String { "builtin_function_or_method" }

  package func call(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue? {
    try body(arguments, context)
  }
}
