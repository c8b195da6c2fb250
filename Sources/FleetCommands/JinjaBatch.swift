import FleetCore
import FleetJinja

/// A request of `fleet template --batch` under Jinja2's own rules.
struct JinjaBatch {
  private let request: ValueMap
  private let environment: ValueMap

  init(_ request: ValueMap) {
    self.request = request
    environment = request["env"]?.map ?? [:]
  }

  func answer() throws(DiagnosticError) -> ValueMap {
    let files = (request["templates"]?.map ?? [:]).reduce(into: [String: SourceFile]()) { files, entry in
      if case .string(let name) = entry.key, case .string(let text) = entry.value {
        files[name] = SourceFile(path: name, text: text)
      }
    }
    let options = self.options
    let engine = TemplateEngine(
      registry: .builtin, options: options, loader: { (name, _) throws(DiagnosticError) in files[name] },
      globals: environment["globals"]?.map ?? [:])
    defer { engine.forgetCompiled() }
    let template: Template
    if let source = request["source"]?.string {
      let file = SourceFile(path: "<string>", text: source)
      template = try engine.compile(
        source, origin: TextOrigin(span: Span(file: file, line: 1, column: 1), style: .verbatim))
    } else {
      let name = request["name"]?.string ?? ""
      guard let file = files[name] else {
        throw DiagnosticError(.templateNotFound, "template `\(name)` not found")
      }
      template = try engine.compile(file, options: options)
    }
    let scope = DictionaryScope(try variables())
    guard options.nativeTypes else { return ["output": .string(try engine.render(template, in: scope))] }
    let value = try engine.evaluate(template, in: scope)
    if case .string(let text) = value { return ["output": .string(text)] }
    do {
      return ["native": try BatchValue.encoded(value)]
    } catch { throw error as? DiagnosticError ?? DiagnosticError(.undefinedInTemplate, "\(error)") }
  }

  private func variables() throws(DiagnosticError) -> [String: JinjaValue] {
    var variables: [String: JinjaValue] = [:]
    for (key, value) in request["context"]?.map ?? [:] {
      guard case .string(let name) = key else { continue }
      do { variables[name] = try BatchValue.decoded(value) } catch {
        throw DiagnosticError(.templateRuntime, "the value of `\(name)` cannot be read: \(error)")
      }
    }
    return variables
  }

  private var options: TemplateOptions {
    var options = TemplateOptions.jinja
    for (key, value) in environment {
      guard case .string(let name) = key else { continue }
      switch (name, value) {
      case ("block_start_string", .string(let text)): options.blockStart = text
      case ("block_end_string", .string(let text)): options.blockEnd = text
      case ("variable_start_string", .string(let text)): options.variableStart = text
      case ("variable_end_string", .string(let text)): options.variableEnd = text
      case ("comment_start_string", .string(let text)): options.commentStart = text
      case ("comment_end_string", .string(let text)): options.commentEnd = text
      case ("line_statement_prefix", _): options.lineStatementPrefix = value.string
      case ("line_comment_prefix", _): options.lineCommentPrefix = value.string
      case ("trim_blocks", .bool(let flag)): options.trimBlocks = flag
      case ("lstrip_blocks", .bool(let flag)): options.lstripBlocks = flag
      case ("keep_trailing_newline", .bool(let flag)): options.keepTrailingNewline = flag
      case ("newline_sequence", .string(let text)): options.newlineSequence = text
      case ("autoescape", .bool(let flag)): options.autoescape = flag
      case ("class", .string(let text)): setClass(text, &options)
      case ("undefined", .string(let text)): options.undefined = Self.policies[text] ?? .lenient
      case ("extensions", .list(let names)):
        options.enable(extensions: names.compactMap(\.string))
      default: break
      }
    }
    if options.isSandboxed { options.rangeElements = 100_000 }
    return options
  }

  private static let policies: [String: TemplateOptions.UndefinedPolicy] = [
    "ChainableUndefined": .chainable, "DebugUndefined": .debug, "StrictUndefined": .strict,
  ]

  private func setClass(_ name: String, _ options: inout TemplateOptions) {
    options.nativeTypes = name.contains("Native")
    options.isSandboxed = name.contains("Sandboxed")
    options.isImmutable = name.contains("Immutable")
  }
}
