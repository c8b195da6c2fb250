package import FleetCore

extension TemplateEngine {
  /// The text that a template file gives.
  package func render(_ template: Template, in scope: any VariableScope) throws(DiagnosticError) -> String {
    if let literal = template.program.literal { return literal }
    return try Evaluation.render(template, in: scope)
  }

  /// The value of a template: one single `{{ }}` gives the native type, everything else its text (Ansible 2.19).
  package func evaluate(_ template: Template, in scope: any VariableScope) throws(DiagnosticError) -> JinjaValue {
    if let literal = template.program.literal, template.options.undefined == .ansible { return .string(literal) }
    return try Evaluation.value(of: template, in: scope)
  }

  /// The value of a bare expression.
  package func evaluate(_ expression: Expression, in scope: any VariableScope) throws(DiagnosticError) -> JinjaValue {
    try Evaluation.value(of: expression, in: scope)
  }

  /// The plain data of a templated value; nil when it is `omit`. Entries and items that are `omit` are left out.
  package func value(of value: TemplatedValue, in scope: any VariableScope) throws(DiagnosticError) -> Value? {
    try Evaluation.data(of: value, in: scope)
  }

  /// What a template that is one `{{ name }}`, or a path below a name, stands for in the user's own files, as
  /// it is written there; nil when anything else made it.
  package func writtenValue(of template: Template, in scope: any VariableScope) -> TemplatedValue? {
    UserText.value(of: template, in: scope)
  }

  /// Whether a condition holds. The result must be a boolean (Ansible 2.19), unless the options relax it.
  package func condition(_ expression: Expression, in scope: any VariableScope) throws(DiagnosticError) -> Bool {
    try Evaluation.condition(expression, in: scope)
  }
}
