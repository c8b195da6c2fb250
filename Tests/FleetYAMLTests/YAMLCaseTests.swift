import FleetCore
import FleetTestSupport
import FleetYAML
import Testing

/// `Tests/Cases/yaml`: what files mean, and what is said of those that are wrong.
@Suite struct YAMLCaseTests {
  @Test(arguments: CaseFile.all("yaml")) func `case`(_ file: CaseFile) throws {
    let input = try #require(file.first("yaml"))
    let source = SourceFile(path: input.argument, text: input.text)
    var values = ""
    var diagnostics: [Diagnostic] = []
    do throws(DiagnosticError) {
      for document in try YAMLParser.parse(source, warnings: &diagnostics) {
        values += JSONWriter().write(document.value) + "\n"
      }
    } catch {
      diagnostics += error.diagnostics
    }
    let rendered = trimmed(DiagnosticRenderer().render(diagnostics))
    if let expected = file.first("value") { #expect(values == expected.text) }
    if CaseFile.isUpdating, let block = file.first("diagnostics"), trimmed(block.text) != rendered {
      try file.update(block, with: rendered)
    } else {
      #expect(rendered == trimmed(file.first("diagnostics")?.text ?? ""))
    }
  }

  private func trimmed(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.reversed().drop { $0 == " " }.reversed().map(String.init).joined() }
      .joined(separator: "\n").trimmingNewlines
  }
}

extension String {
  fileprivate var trimmingNewlines: String {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}
