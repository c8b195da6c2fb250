import FleetCore
import FleetYAML
import Testing

/// Input that must end in a located fault, within bounds of time and memory.
@Suite struct YAMLBoundsTests {
  private func fault(_ text: [UInt8]) -> Diagnostic? {
    do throws(DiagnosticError) {
      _ = try YAMLParser.parse(SourceFile(path: "f.yml", text: text))
      return nil
    } catch {
      return error.diagnostics.first
    }
  }

  @Test func aliasesThatMultiply() {
    var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (name, before) in zip("bcdefghi", "abcdefgh") {
      let aliases = Array(repeating: "*\(before)", count: 9).joined(separator: ",")
      text += "\(name): &\(name) [\(aliases)]\n"
    }
    #expect(fault(Array(text.utf8))?.code == .tooLarge)
  }

  @Test func deepNesting() {
    #expect(fault(Array(repeating: UInt8(ascii: "["), count: 10_000))?.code == .tooLarge)
  }

  @Test(
    arguments: [
      ([0x61, 0x3A, 0x20, 0xFF, 0x0A], 4), ([0x61, 0x3A, 0x20, 0x78, 0x00, 0x0A], 5),
      ([0x61, 0x3A, 0x20, 0xC0, 0x80], 4), ([0xFF, 0xFE, 0x61, 0x00], 1),
    ] as [([UInt8], Int)])
  func bytesThatAreNoText(_ text: [UInt8], _ column: Int) {
    let fault = fault(text)
    #expect(fault?.code == .invalidText)
    #expect(fault?.span?.column == column)
  }

  @Test func byteOrderMarkAndCarriageReturns() throws {
    let text = [0xEF, 0xBB, 0xBF] + Array("a: 1\r\nb: |\r\n  x\r\n  y\r\n".utf8)
    let documents = try YAMLParser.parse(SourceFile(path: "f.yml", text: text))
    #expect(documents.first?.value == ["a": 1, "b": "x\ny\n"])
  }

  @Test func emptyFileHasNoDocument() throws {
    #expect(try YAMLParser.parse(SourceFile(path: "f.yml", text: "# nothing\n")).isEmpty)
  }

  @Test func partsOfBlocksHaveTheirPlace() throws {
    let text = "run: |\n    first\n    {{ second }}\n"
    let document = try #require(try YAMLParser.parse(SourceFile(path: "f.yml", text: text)).first)
    let scalar = try #require(document["run"]?.scalar)
    let span = scalar.origin.span(of: scalar.text, offset: 6, length: 12)
    #expect(span.line == 3)
    #expect(span.column == 5)
  }
}
