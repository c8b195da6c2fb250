import FleetCore
import FleetJinja
import FleetTestSupport
import Testing

/// The cases of `Tests/Cases/jinja`: a `jinja` block is a template file, a `condition` or `expression` block what its
/// name says; `vars` are JSON; `result`, `output` or `error` is what comes of it. `file NAME` blocks can be included.
@Suite struct LanguageCaseTests {
  @Test(arguments: CaseFile.all("jinja")) func language(_ test: CaseFile) throws {
    let files = test.blocks("file").reduce(into: [String: SourceFile]()) { files, block in
      files[block.argument] = SourceFile(path: block.argument, text: block.text)
    }
    var options = TemplateOptions.ansible
    options.enable(extensions: (test.first("extensions")?.text ?? "").split(separator: "\n").map(String.init))
    let engine = TemplateEngine(
      registry: .builtin, options: options, loader: { (name, _) throws(DiagnosticError) in files[name] })
    let variables = try test.first("vars").map { try JSONReader.read($0.text) }?.map ?? [:]
    let scope = DictionaryScope(variables)
    let (kind, text) = try answer(to: test, engine, scope)
    let block = try #require(test.first(kind), "\(test): expected no \(kind), found:\n\(text)")
    if CaseFile.isUpdating, block.text != text { return try test.update(block, with: text) }
    #expect(block.text == text, "\(test)")
  }

  /// The kind of block that should hold the answer, and the answer.
  private func answer(
    to test: CaseFile, _ engine: TemplateEngine, _ scope: DictionaryScope
  ) throws -> (kind: String, text: String) {
    do throws(DiagnosticError) {
      if let block = test.first("jinja") {
        let file = SourceFile(path: "case.j2", text: block.text)
        let text = try engine.render(try engine.compile(file), in: scope)
        return ("output", text.hasSuffix("\n") ? text : text + "\n")
      }
      let block = test.first("condition") ?? test.first("expression")
      let source = String((block?.text ?? "").dropLast())
      let file = SourceFile(path: "case.yml", text: source)
      let origin = TextOrigin(span: Span(file: file, line: 1, column: 1), style: .verbatim)
      let expression = try engine.compileExpression(source, origin: origin)
      if test.first("condition") != nil {
        return ("result", try engine.condition(expression, in: scope) ? "true\n" : "false\n")
      }
      let value = try engine.evaluate(expression, in: scope)
      do {
        return ("result", JSONWriter().write(try value.data()) + "\n")
      } catch { throw error as? DiagnosticError ?? DiagnosticError(.templateRuntime, "\(error)") }
    } catch { return ("error", DiagnosticRenderer().render(error.diagnostics)) }
  }
}
