import FleetCore
import FleetJinja
import Testing

/// Texts that would nest without end are refused with a place. A test that hangs is ended by its limit.
@Suite(.timeLimit(.minutes(2))) struct TemplateBoundsTests {
  private let engine = TemplateEngine(registry: .builtin)

  private func fault(of expression: String) -> Diagnostic? {
    let file = SourceFile(path: "bounds.yml", text: expression)
    let origin = TextOrigin(span: Span(file: file, line: 1, column: 1), style: .verbatim)
    do throws(DiagnosticError) {
      let compiled = try engine.compileExpression(expression, origin: origin)
      _ = try engine.evaluate(compiled, in: DictionaryScope())
      return nil
    } catch { return error.diagnostics.first }
  }

  @Test(arguments: [
    ("(", "1", ")"), ("[", "", "]"), ("{1: ", "2", "}"), ("not ", "1", ""), ("-", "1", ""), ("1 + ", "1", ""),
    ("1 and ", "1", ""), ("1 ~ ", "1", ""), ("1 if 1 else ", "1", ""), ("", "1", " | string"), ("", "a", ".b"),
    ("", "a", "[0]"), ("", "a", "()"), ("1 < ", "1", ""), ("f(", "1", ")"),
  ])
  func tenThousandLevels(before: String, core: String, after: String) throws {
    let text = String(repeating: before, count: 10_000) + core + String(repeating: after, count: 10_000)
    let fault = fault(of: text)
    // Chains without recursion are evaluated; everything that nests is refused with its place.
    if before != "1 ~ " && before != "1 < " {
      #expect(fault?.code == .templateSyntax)
      #expect(fault?.span?.line == 1)
    }
  }

  @Test(arguments: [
    "'a' * 1000000000", "range(1000000000) | list", "[1] * 1000000000", "2 ** 1000000000",
    "('a' * 40 ~ 'b') is match('(a+)+$')", "('a' * 40 ~ 'b') | regex_replace('(a|aa)+$', '')",
    "'\"' * 100" + String(repeating: " | to_json", count: 40), "'%999999999d' % 1", "'{:>999999999}'.format(1)",
    "'a'.ljust(1000000000)", "[[1] * 10000] * 10000 | flatten",
  ])
  func whatWouldNeverEnd(text: String) {
    let fault = fault(of: text)
    #expect(fault != nil, "\(text) was evaluated")
    #expect(fault?.span?.line == 1)
  }

  @Test func aTemplateThatIncludesItself() throws {
    let file = SourceFile(path: "self.j2", text: "x{% include 'self.j2' %}")
    let engine = TemplateEngine(registry: .builtin, loader: { (_, _) throws(DiagnosticError) in file })
    let fault = #expect(throws: DiagnosticError.self) {
      try engine.render(engine.compile(file), in: DictionaryScope())
    }
    #expect(fault?.diagnostics.first?.code == .templateLimit)
    #expect(fault?.diagnostics.first?.span?.file === file)
  }

  @Test func statementsInsideEachOther() throws {
    let text = String(repeating: "{% if 1 %}", count: 10_000) + String(repeating: "{% endif %}", count: 10_000)
    #expect(throws: DiagnosticError.self) { try engine.compile(text, origin: nil) }
  }
}
