import Testing

@testable import FleetCore

@Suite struct JSONTests {
  @Test(arguments: [
    #"{"b": [1, 2.5, true, null], "a": "x\n\"\u00e4"}"#, "[]", "{}", "-0.0", "1e+16", "9007199254740993", #""\u2028""#,
  ])
  func whatIsReadIsWrittenAgain(text: String) throws {
    #expect(JSONWriter().write(try JSONReader.read(text)) == text)
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\" 1}", "nul", "01", "1.", "\"\u{01}\"", "\"\\x\"", "[1] 2", "\"\\ud800\"x", "--1", "{1: 2}",
  ])
  func brokenTextIsOneLocatedError(text: String) {
    let error = #expect(throws: DiagnosticError.self) { try JSONReader.read(text, path: "answer.json") }
    #expect(error?.diagnostics.count == 1)
    #expect(error?.diagnostics.first?.span?.file.path == "answer.json")
  }

  @Test(arguments: [
    ("a\u{1}\u{1F}\u{7F}b", #""a\u0001\u001f\u007fb""#, "\"a\\u0001\\u001f\u{7F}b\""),
    ("\u{8}\u{C}\t\r\n\\\"", #""\b\f\t\r\n\\\"""#, #""\b\f\t\r\n\\\"""#),
    ("\u{80}\u{7FF}\u{800}\u{FFFF}", #""\u0080\u07ff\u0800\uffff""#, "\"\u{80}\u{7FF}\u{800}\u{FFFF}\""),
    ("\u{10000}\u{1F600}\u{10FFFF}", #""\ud800\udc00\ud83d\ude00\udbff\udfff""#, "\"\u{10000}\u{1F600}\u{10FFFF}\""),
  ])
  func textIsQuotedAsPythonDoes(text: String, ascii: String, whole: String) {
    #expect(JSONWriter().write(.string(text)) == ascii)
    #expect(JSONWriter(asciiOnly: false).write(.string(text)) == whole)
  }

  @Test func depthIsBounded() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: DiagnosticError.self) { try JSONReader.read(text) }
  }

  @Test(arguments: [
    (1.0, "1.0"), (0.1, "0.1"), (1e16, "1e+16"), (123456789012345680, "1.2345678901234568e+17"), (1e-5, "1e-05"),
    (0.0001, "0.0001"), (1e22, "1e+22"), (-2.5, "-2.5"), (1e100, "1e+100"), (5e-324, "5e-324"),
    (9007199254740993.0, "9007199254740992.0"),
  ])
  func floatsHaveTheFormOfPython(number: Double, text: String) {
    #expect(JSONWriter.floatText(number) == text)
  }

  @Test func indentsAndSortsAsAnsibleDoes() {
    let value: Value = ["b": [1, ["c": []]], "a": [:]]
    #expect(
      JSONWriter(indent: 4, sortsKeys: true).write(value) == """
        {
            "a": {},
            "b": [
                1,
                {
                    "c": []
                }
            ]
        }
        """)
  }
}
