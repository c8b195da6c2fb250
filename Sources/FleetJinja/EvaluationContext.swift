import FleetCore

/// What filters, tests and functions may ask of the evaluation they run in.
package final class EvaluationContext {
  package let engine: TemplateEngine
  package let scope: any VariableScope
  package init(engine: TemplateEngine, scope: any VariableScope) {
    self.engine = engine
    self.scope = scope
  }
}
