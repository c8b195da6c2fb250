import FleetCore

/// Turns text into programs: lexer, parser, and the resolution of names.
enum Compiler {
  /// Compiles a template text; a `#jinja2:` header changes the options.
  static func template(
    _ source: TemplateSource, options: TemplateOptions, engine: TemplateEngine
  ) throws(DiagnosticError) -> (Program, TemplateOptions) {
    let isAnsible = options.undefined == .ansible
    if isAnsible, !options.mayTemplate(source.text) { return (Program(literal: source.text), options) }
    var options = options
    do throws(SyntaxFault) {
      var start = 0
      if isAnsible { start = try TemplateHeader.read(source.text, into: &options) }
      let bytes = prepared(source.text, options)
      let tokens = try Lexer.tokens(of: bytes, from: start, options: options)
      var parser = Parser(tokens: tokens, options: options, engine: engine, source: source)
      let program = try parser.parseTemplate()
      if isAnsible, let literal = program.literal {
        let text = Evaluation.preserved(literal, of: source.text, options)
        return (Program(literal: text, unknownFunctions: program.unknownFunctions), options)
      }
      return (program, options)
    } catch { throw diagnostic(error, source) }
  }

  static func expression(
    _ source: TemplateSource, options: TemplateOptions, engine: TemplateEngine
  ) throws(DiagnosticError) -> Program {
    do throws(SyntaxFault) {
      let tokens = try Lexer.expressionTokens(of: prepared(source.text, options), options: options)
      var parser = Parser(tokens: tokens, options: options, engine: engine, source: source, isCondition: true)
      return try parser.parseBareExpression()
    } catch { throw diagnostic(error, source, isExpression: true) }
  }

  /// The text with one kind of line end, and without the last one unless it is to be kept.
  private static func prepared(_ text: String, _ options: TemplateOptions) -> [UInt8] {
    var bytes = Array(text.utf8)
    if bytes.contains(13) {
      var plain: [UInt8] = []
      plain.reserveCapacity(bytes.count)
      for (position, byte) in bytes.enumerated() {
        if byte == 13 {
          plain.append(10)
        } else if byte != 10 || position == 0 || bytes[position - 1] != 13 {
          plain.append(byte)
        }
      }
      bytes = plain
    }
    if !options.keepTrailingNewline, bytes.last == 10 { bytes.removeLast() }
    return bytes
  }

  private static func diagnostic(
    _ fault: SyntaxFault, _ source: TemplateSource, isExpression: Bool = false
  ) -> DiagnosticError {
    var help = fault.help
    if isExpression, source.text.contains("{{") || source.text.contains("{%") {
      help.append("this is an expression already: write it without `{{ }}`")
    }
    let name = source.origin == nil ? " in `\(source.text.prefix(80))`" : ""
    return DiagnosticError(
      .templateSyntax, "template syntax: \(fault.message)\(name)", at: source.span(of: fault.range),
      label: fault.label, help: help)
  }
}
