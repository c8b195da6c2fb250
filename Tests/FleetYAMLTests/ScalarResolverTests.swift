import FleetCore
import FleetTestSupport
import FleetYAML
import Testing

/// What PyYAML's SafeLoader makes of plain scalars, recorded by `scripts/record-yaml-scalars`.
@Suite struct ScalarResolverTests {
  @Test func resolvesAsPyYAML() throws {
    let rows = try JSONReader.read(Array(try Repository.text("Tests/Recorded/yaml-scalars.json").utf8))
    for row in try #require(rows.list) {
      let text = try #require(row.list?[0].string)
      let type = try #require(row.list?[1].string)
      let expected = try #require(row.list?[2])
      let value = ScalarResolver.resolve(text)
      #expect(value.typeName == type, "\(text)")
      if case .double(let number) = value {
        #expect(.string(JSONWriter.floatText(number)) == expected, "\(text)")
      } else {
        #expect(value == expected, "\(text)")
      }
    }
  }
}
