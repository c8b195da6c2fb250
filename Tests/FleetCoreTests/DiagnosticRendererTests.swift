import Testing

@testable import FleetCore

private let code = DiagnosticCode("FL9999", "Only a test uses it.")

private func rendered(_ text: String, line: Int, column: Int, length: Int = 1, message: String = "it is wrong")
  -> String
{
  let file = SourceFile(path: "play.yml", text: text)
  let span = Span(file: file, line: line, column: column, length: length)
  return DiagnosticRenderer().render(Diagnostic(code, message, at: span, label: "here", help: ["mend it"]))
}

@Suite struct DiagnosticRendererTests {
  @Test func theCaretStandsUnderItsCharacters() {
    #expect(
      rendered("a: 1\nkey: välue\n", line: 2, column: 6, length: 5) == """
        error[FL9999]: it is wrong
         --> play.yml:2:6
          |
        2 | key: välue
          |      ^^^^^ here
          |
          = help: mend it

        """)
  }

  @Test func tabsKeepTheCaretInPlace() {
    #expect(rendered("\t\tx", line: 1, column: 3).contains("\n  | \t\t^ here\n"))
  }

  @Test func aLongLineIsCutAroundThePlace() {
    let line = String(repeating: "a", count: 5000) + "X" + String(repeating: "b", count: 5000)
    let text = rendered(line, line: 1, column: 5001)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    #expect(lines.allSatisfy { $0.count < Limits.diagnosticColumns + 10 })
    let caret = lines[4].firstIndex(of: "^")
    #expect(caret != nil && caret.map { lines[3][$0] } == "X")
    #expect(lines[3].last == "…")
  }

  @Test func aPlaceBehindTheEndOfALongLineIsShown() {
    let text = rendered(String(repeating: "a", count: 5000), line: 1, column: 5001)
    #expect(text.contains("^ here"))
  }

  @Test func foreignControlCharactersDoNotReachTheTerminal() {
    let text = rendered("a\u{1B}]52;c;x\u{07}\u{202E}b", line: 1, column: 1, message: "\u{1B}[31mred\u{9B}")
    #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x07 || $0.value == 0x9B })
    #expect(!text.unicodeScalars.contains("\u{202E}"))
  }

  @Test func theTextOfASecretFileIsNeverDrawn() {
    let file = SourceFile(path: "vault.yml", text: Array("password: hunter2".utf8), isSecret: true)
    let text = DiagnosticRenderer().render(Diagnostic(code, "wrong", at: Span(file: file, line: 1, column: 1)))
    #expect(text.contains("vault.yml:1:1"))
    #expect(!text.contains("hunter2"))
  }

  @Test func manyDiagnosticsEndInACount() {
    let all = Array(repeating: Diagnostic(code, "wrong"), count: Limits.diagnosticsShown + 3)
    #expect(DiagnosticRenderer().render(all).hasSuffix("and 3 more\n"))
  }
}
