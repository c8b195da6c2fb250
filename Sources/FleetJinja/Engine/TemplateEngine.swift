package import FleetCore
import Synchronization

/// Finds a template that another one includes, imports or extends; nil when there is none. `relativeTo` is the name of
/// the template that asks.
package typealias TemplateLoader =
  @Sendable (_ name: String, _ relativeTo: String?) throws(DiagnosticError)
  -> SourceFile?

/// Compiles and evaluates templates under one set of options and functions. Immutable and shared by the whole run.
package final class TemplateEngine: Sendable {
  package let registry: FunctionRegistry
  package let options: TemplateOptions
  let optionsBox: OptionsBox
  package let loader: TemplateLoader?
  /// Values that every template sees unless a variable has the same name, imported ones too.
  package let globals: ValueMap
  /// A text of a playbook that is not well formed fails when it is evaluated, as in Ansible, not when it is compiled.
  package let defersSyntaxFaults: Bool
  private let loaded = Mutex<[String: Template]>([:])
  /// Texts of playbooks by their place: a role that is used twice is compiled once.
  private let compiled = Mutex<[Place: Template]>([:])
  private let conditions = Mutex<[Place: Expression]>([:])
  private let deferred = Mutex<[Diagnostic]>([])

  private struct Place: Hashable {
    let span: Span
    let text: String
    let options: TemplateOptions?

    init?(_ text: String, _ origin: TextOrigin?, _ options: TemplateOptions?) {
      guard let origin else { return nil }
      span = origin.span
      self.text = text
      self.options = options
    }

    /// The place alone tells nearly all of them apart.
    func hash(into hasher: inout Hasher) { hasher.combine(span) }
  }

  package init(
    registry: FunctionRegistry, options: TemplateOptions = .ansible, loader: TemplateLoader? = nil,
    globals: ValueMap = [:], defersSyntaxFaults: Bool = false
  ) {
    self.globals = globals
    self.defersSyntaxFaults = defersSyntaxFaults
    self.registry = registry
    self.options = options
    optionsBox = OptionsBox(options)
    self.loader = loader
  }

  /// Compiles a text with `{{ }}`, `{% %}` and `{# #}`.
  package func compile(
    _ text: String, origin: TextOrigin?, options: TemplateOptions? = nil
  ) throws(DiagnosticError) -> Template {
    let place = Place(text, origin, options)
    if let place, let known = compiled.withLock({ $0[place] }) { return known }
    let template = try fresh(TemplateSource(text: text, origin: origin), options ?? self.options)
    if let place { compiled.withLock { $0[place] = template } }
    return template
  }

  /// Lets go of what it compiled. A compiled template holds its engine: whoever makes one engine after another has to
  /// call this, or none of them is ever freed.
  package func forgetCompiled() {
    compiled.withLock { $0 = [:] }
    conditions.withLock { $0 = [:] }
    loaded.withLock { $0 = [:] }
  }

  private func fresh(_ source: TemplateSource, _ options: TemplateOptions) throws(DiagnosticError) -> Template {
    guard defersSyntaxFaults else { return try compile(source, options: options) }
    do throws(DiagnosticError) {
      return try compile(source, options: options)
    } catch {
      put(off: error)
      return Template(source: source, options: options, program: Program(fault: error), engine: self)
    }
  }

  private func put(off error: DiagnosticError) {
    deferred.withLock { faults in
      guard faults.count < Limits.deferredFaults else { return }
      faults += error.diagnostics.filter { !faults.contains($0) }
    }
  }

  /// The faults that were put off, in the order they were found.
  package var deferredFaults: [Diagnostic] { deferred.withLock { $0 } }

  /// The options of this engine for the files of the `template` module and lookup.
  package var fileOptions: TemplateOptions {
    var options = options
    options.escapesBackslashes = false
    options.preservesTrailingNewlines = true
    return options
  }

  /// Compiles a whole template file; its `#jinja2:` header overrides `options`.
  package func compile(_ file: SourceFile, options: TemplateOptions? = nil) throws(DiagnosticError) -> Template {
    let text = String(decoding: file.text, as: UTF8.self)
    let origin = TextOrigin(span: Span(file: file, line: 1, column: 1), style: .verbatim)
    return try compile(TemplateSource(text: text, origin: origin, name: file.path), options: options ?? fileOptions)
  }

  /// Compiles a bare expression, as `when` holds it. A text that is wholly in `{{ }}` is accepted as Ansible does.
  package func compileExpression(
    _ text: String, origin: TextOrigin?, escapesBackslashes: Bool = false, rendersConstants: Bool = true
  ) throws(DiagnosticError) -> Expression {
    var expressionOptions = options
    expressionOptions.escapesBackslashes = escapesBackslashes
    if !rendersConstants { expressionOptions.rendersConstants = false }
    let place = Place(text, origin, expressionOptions)
    if let place, let known = conditions.withLock({ $0[place] }) { return known }
    let expression = try freshExpression(text, origin, expressionOptions)
    if let place { conditions.withLock { $0[place] = expression } }
    return expression
  }

  private func freshExpression(
    _ text: String, _ origin: TextOrigin?, _ expressionOptions: TemplateOptions
  ) throws(DiagnosticError) -> Expression {
    let source = TemplateSource(text: text, origin: origin)
    if options.isWholeTemplate(text) {
      let template = try compile(text, origin: origin, options: options)
      return Expression(source: source, program: template.program, wrapped: template, engine: self)
    }
    guard !text.allSatisfy(\.isWhitespace) else {
      return Expression(source: source, program: Program(literal: ""), engine: self)
    }
    do throws(DiagnosticError) {
      let program = try Compiler.expression(source, options: expressionOptions, engine: self)
      return Expression(source: source, program: program, engine: self)
    } catch {
      guard defersSyntaxFaults else { throw error }
      put(off: error)
      return Expression(source: source, program: Program(expressionFault: error), engine: self)
    }
  }

  /// An expression whose text is `!unsafe`: it fails when it is reached.
  package func untrustedExpression(_ text: String, origin: TextOrigin?) -> Expression {
    let source = TemplateSource(text: text, origin: origin)
    let place = source.span(of: SourceRange(0, text.utf8.count))
    return Expression(source: source, program: Program(expressionFault: .untrusted(at: place)), engine: self)
  }

  func compile(_ source: TemplateSource, options: TemplateOptions) throws(DiagnosticError) -> Template {
    let (program, effective) = try Compiler.template(source, options: options, engine: self)
    return Template(source: source, options: effective, program: program, engine: self)
  }

  /// The compiled template of a name that another template asks for; nil when the loader has none.
  func load(_ name: String, relativeTo parent: String?, options: TemplateOptions) throws(DiagnosticError) -> Template? {
    guard let file = try loader?(name, parent) else { return nil }
    if let known = loaded.withLock({ $0[file.path] }), known.source.origin?.span.file === file,
      known.options == options
    {
      return known
    }
    let text = String(decoding: file.text, as: UTF8.self)
    let origin = TextOrigin(span: Span(file: file, line: 1, column: 1), style: .verbatim)
    let template = try compile(TemplateSource(text: text, origin: origin, name: name), options: options)
    loaded.withLock { $0[file.path] = template }
    return template
  }
}

extension TemplateOptions {
  /// The text holds a start of a template: worth compiling.
  package func mayTemplate(_ text: String) -> Bool {
    if variableStart == "{{", blockStart == "{%", commentStart == "{#" {
      var isOpen = false
      for byte in text.utf8 {
        if isOpen, byte == 0x7B || byte == 0x25 || byte == 0x23 { return true }
        isOpen = byte == 0x7B
      }
      return text.hasPrefix("#jinja2:")
    }
    return text.hasPrefix("#jinja2:") || [variableStart, blockStart, commentStart].contains { text.contains($0) }
  }

  /// Ansible's `is_possibly_all_template`, on text without the spaces around it.
  package func isWholeTemplate(_ text: String) -> Bool {
    let trimmed = text.trimmingSpaces
    return [variableStart, blockStart, commentStart].contains { trimmed.hasPrefix($0) }
      && [variableEnd, blockEnd, commentEnd].contains { trimmed.hasSuffix($0) }
  }
}

extension String {
  /// Without the white space at both ends.
  var trimmingSpaces: String {
    let start = drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
