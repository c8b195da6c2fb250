package import FleetCore
package import FleetJinja

extension Keyword where Literal: KeywordLiteral {
  /// The value in a scope; nil when it is `omit`: then the keyword counts as not given.
  package func value(in scope: any VariableScope) throws(DiagnosticError) -> Literal? {
    switch content {
    case .literal(let literal): return literal
    case .template(let template):
      let result = try template.engine.evaluate(template, in: scope)
      if result.isOmit { return nil }
      let data: Value
      do {
        data = try result.data()
      } catch let fault as TemplateFault {
        throw DiagnosticError(.keywordValue, fault.message, at: span, help: fault.help)
      } catch {
        throw DiagnosticError(.keywordValue, "the value of a keyword could not be evaluated: \(error)", at: span)
      }
      guard let literal = Literal.convert(data) else {
        throw DiagnosticError(
          .keywordValue, "the template gave `\(data.typeName)`, expected \(Literal.expectation)", at: span,
          label: "this is \(Literal.expectation)")
      }
      return literal
    }
  }
}

extension Condition {
  /// Whether the condition holds.
  package func holds(in scope: any VariableScope) throws(DiagnosticError) -> Bool {
    try expression.engine.condition(expression, in: scope)
  }
}

extension [Condition] {
  /// The first condition that does not hold, nil when all do: what a skipped result names `false_condition`.
  package func firstFalse(in scope: any VariableScope) throws(DiagnosticError) -> Condition? {
    for condition in self where try !condition.holds(in: scope) { return condition }
    return nil
  }
}
