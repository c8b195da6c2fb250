package import FleetCore

/// Compiles and evaluates templates under one set of options and functions. Immutable and shared by the whole run.
package final class TemplateEngine: Sendable {
  package let registry: FunctionRegistry
  package init(registry: FunctionRegistry) { self.registry = registry }

  /// Compiles a text with `{{ }}`, `{% %}` and `{# #}`.
  package func compile(_ text: String, origin: TextOrigin?) throws(DiagnosticError) -> Template {
    Template(text: text, origin: origin, referencedNames: [])
  }
}
