import FleetCore
import FleetJinja

/// A request of `fleet template --batch` under Ansible's rules: strings inside `vars` are data, never templates.
struct AnsibleBatch {
  private let request: ValueMap

  init(_ request: ValueMap) { self.request = request }

  func answer() throws(DiagnosticError) -> ValueMap {
    var options = TemplateOptions.ansible
    for (key, value) in request["overrides"]?.map ?? [:] {
      switch (key.string, value) {
      case ("variable_start_string", .string(let text)): options.variableStart = text
      case ("variable_end_string", .string(let text)): options.variableEnd = text
      case ("block_start_string", .string(let text)): options.blockStart = text
      case ("block_end_string", .string(let text)): options.blockEnd = text
      case ("comment_start_string", .string(let text)): options.commentStart = text
      case ("comment_end_string", .string(let text)): options.commentEnd = text
      case ("line_statement_prefix", _): options.lineStatementPrefix = value.string
      case ("line_comment_prefix", _): options.lineCommentPrefix = value.string
      case ("trim_blocks", .bool(let flag)): options.trimBlocks = flag
      case ("lstrip_blocks", .bool(let flag)): options.lstripBlocks = flag
      case ("keep_trailing_newline", .bool(let flag)): options.keepTrailingNewline = flag
      case ("newline_sequence", .string(let text)): options.newlineSequence = text
      default: break
      }
    }
    let engine = TemplateEngine(registry: .builtin, options: options)
    defer { engine.forgetCompiled() }
    let text = request["template"]?.string ?? ""
    let file = SourceFile(path: "<template>", text: text)
    let origin = TextOrigin(span: Span(file: file, line: 1, column: 1), style: .verbatim)
    let scope = DictionaryScope(request["vars"]?.map ?? [:])
    switch request["kind"]?.string {
    case "conditional":
      return ["result": .bool(try engine.condition(try engine.compileExpression(text, origin: origin), in: scope))]
    case "expression":
      let expression = try engine.compileExpression(text, origin: origin, rendersConstants: false)
      return ["result": try data(try engine.evaluate(expression, in: scope))]
    default:
      let template = try engine.compile(text, origin: origin)
      guard let value = try engine.value(of: .template(template), in: scope) else {
        throw DiagnosticError(.omittedValue, "the template gives `omit`")
      }
      return ["result": value]
    }
  }

  private func data(_ value: JinjaValue) throws(DiagnosticError) -> Value {
    do { return try value.data() } catch {
      throw error as? DiagnosticError ?? DiagnosticError(.templateType, "the result cannot be stored: \(error)")
    }
  }
}
