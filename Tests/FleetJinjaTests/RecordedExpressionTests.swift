import FleetCore
import FleetJinja
import FleetTestSupport
import Testing

/// What ansible-core answered to thousands of expressions; recorded by `scripts/record-expressions`.
@Suite struct RecordedExpressionTests {
  /// The variables of the recording script.
  private static let variables: ValueMap = [
    "zero": 0, "one": 1, "seven": -7, "half": 2.5, "text": "héllo", "empty": "", "yes": true, "no": false,
    "nothing": nil, "items": [3, 1, 2], "none": [], "pairs": [["a", 1], ["b", 2]],
    "map": ["a": 1, "b": ["c": [1, 2]], "items": 5], "digits": "42", "word": "abc",
  ]

  private static func scope() throws -> DictionaryScope {
    let scope = DictionaryScope(variables)
    let big = try #require(BigInteger(digits: "12345678901234567890123"))
    scope.set(big.value, for: "big")
    return scope
  }

  @Test func answersAreAnsibles() throws {
    let engine = TemplateEngine(registry: .builtin)
    let lines = try Repository.text("Tests/Recorded/expressions.jsonl").split(separator: "\n")
    #expect(lines.count > 1500)
    let scope = try Self.scope()
    for line in lines {
      let record = try JSONReader.read(String(line))
      let template = try #require(record["template"]?.string)
      let answer: Value?
      do throws(DiagnosticError) {
        let compiled = try engine.compile(template, origin: nil)
        answer = try engine.value(of: .template(compiled), in: scope)
      } catch { answer = nil }
      let wanted = record.map?.contains("error") == true ? nil : record["result"]
      #expect(same(answer, wanted), "\(template): \(String(describing: answer)), recorded \(line)")
    }
  }

  /// Equal with the types: `1`, `1.0` and `true` are three values.
  private func same(_ left: Value?, _ right: Value?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    let writer = JSONWriter(sortsKeys: true)
    return writer.write(left) == writer.write(right)
  }
}
