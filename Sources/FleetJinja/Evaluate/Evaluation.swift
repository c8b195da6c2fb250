import FleetCore

/// The ways into the evaluator.
enum Evaluation {
  static func render(_ template: Template, in scope: any VariableScope) throws(DiagnosticError) -> String {
    template.text
  }

  static func value(of template: Template, in scope: any VariableScope) throws(DiagnosticError) -> JinjaValue {
    .string(template.text)
  }

  static func value(of expression: Expression, in scope: any VariableScope) throws(DiagnosticError) -> JinjaValue {
    .string(expression.text)
  }

  static func data(of value: TemplatedValue, in scope: any VariableScope) throws(DiagnosticError) -> Value? { nil }

  static func condition(_ expression: Expression, in scope: any VariableScope) throws(DiagnosticError) -> Bool { true }
}
