import FleetCore

/// Turns text into programs: lexer, parser, and the resolution of names.
enum Compiler {
  static func template(
    _ source: TemplateSource, options: TemplateOptions, engine: TemplateEngine
  ) throws(DiagnosticError) -> (Program, TemplateOptions) {
    (Program(literal: source.text), options)
  }

  static func expression(
    _ source: TemplateSource, options: TemplateOptions, engine: TemplateEngine
  ) throws(DiagnosticError) -> Program {
    Program(literal: source.text)
  }
}
