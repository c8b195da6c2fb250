import FleetCore
import FleetJinja
import FleetTestSupport
import Glibc
import Testing

/// Filters, tests, lookups and methods answer what ansible-core answered (scripts/record-filters).
@Suite struct FilterRecordedTests {
  /// One expression with its recorded result; nil for an error.
  private struct Case {
    let expression: String
    let result: Value?
  }

  @Test func everyRecordedExpressionGivesItsRecordedAnswer() throws {
    let record = try JSONReader.read(Repository.text("Tests/Recorded/filters.json"))
    let cases = (record["cases"]?.list ?? []).compactMap { entry in
      entry["e"]?.string.map { Case(expression: $0, result: entry["x"] == nil ? entry["r"] : nil) }
    }
    #expect(cases.count > 8000)
    // The recording ran in UTC.
    setenv("TZ", "UTC", 1)
    tzset()
    let variables = record["variables"]?.map ?? [:]
    let engine = TemplateEngine(registry: .builtin)
    let exceptions = try JSONReader.read(Repository.text("Tests/Recorded/filter-exceptions.json")).map ?? [:]
    for entry in cases {
      let template = "{{ \(entry.expression) }}"
      let answer = try? engine.evaluate(engine.compile(template, origin: nil), in: DictionaryScope(variables)).data()
      let wanted = entry.result.map { JSONWriter(sortsKeys: true).write($0) }
      let given = answer.map { JSONWriter(sortsKeys: true).write($0) }
      if exceptions.contains(entry.expression) {
        #expect(given != wanted, "\(entry.expression) is no exception any more: take it out of filter-exceptions.json")
      } else {
        #expect(given == wanted, "\(entry.expression)")
      }
    }
  }
}
