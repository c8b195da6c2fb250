import FleetCore
import FleetTestSupport
import Testing

@testable import FleetInventory

/// What Python's `ast.literal_eval` reads, recorded from Python 3.11.
@Suite struct PythonLiteralTests {
  @Test func readsAsPython() throws {
    let rows = try JSONReader.read(Array(try Repository.text("Tests/Recorded/python-literals.json").utf8))
    for row in try #require(rows.list) {
      let text = try #require(row.list?[0].string)
      let isLiteral = try #require(row.list?[1].bool)
      let expected = try #require(row.list?[2])
      let value = PythonLiteral.value(of: text)
      if isLiteral { #expect(value == expected, "\(text)") } else { #expect(value == nil, "\(text)") }
    }
  }
}
