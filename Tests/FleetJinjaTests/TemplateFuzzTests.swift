import FleetCore
import FleetJinja
import FleetSystem
import FleetTestSupport
import Testing

/// Templates made by damaging recorded ones: whatever comes out, the engine answers or refuses, and never crashes or
/// hangs. `FLEET_FUZZ_ROUNDS` makes it run longer; a failure is repeated with the same seed.
@Suite struct TemplateFuzzTests {
  /// Numbers that are the same in every run (SplitMix64).
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let pieces = [
    "{{", "}}", "{%", "%}", "{#", "#}", "(", ")", "[", "]", "{", "}", "|", ".", ",", ":", "-", "+", "'", "\"", "\\",
    "\n",
    " is ", " not ", " in ", " if ", " else ", " for ", "set ", "macro ", "endfor", "endif", "**", "//", "9999999999",
    "0x",
    "é", "\u{0}", "loop", "self", "super()", "caller()", "~", "=", "range(9)", "None", "1e9", "*", "%",
  ]

  @Test func damagedTemplatesAreAnsweredOrRefused() throws {
    let kept = try Repository.text("Tests/Fuzz/seeds.txt").split(separator: "\n---\n").map(String.init)
    let seeds =
      try kept
      + Repository.text("Tests/Recorded/expressions.jsonl").split(separator: "\n").suffix(600)
      .compactMap { try JSONReader.read(String($0))["template"]?.string }
    let rounds = Environment.variable("FLEET_FUZZ_ROUNDS").flatMap { Int($0) } ?? 5000
    let engine = TemplateEngine(registry: .builtin)
    let scope = DictionaryScope(["items": [1, 2], "map": ["a": 1], "text": "abc", "one": 1])
    var random = Random(state: 20_261_121)
    for _ in 0..<rounds {
      let text = damaged(seeds, &random)
      guard !text.contains("lipsum") else { continue }
      do throws(DiagnosticError) {
        let template = try engine.compile(text, origin: nil)
        _ = try engine.value(of: .template(template), in: scope)
        _ = try engine.condition(try engine.compileExpression(text, origin: nil), in: scope)
      } catch { #expect(!error.diagnostics.isEmpty) }
    }
  }

  private func damaged(_ seeds: [String], _ random: inout Random) -> String {
    var scalars = Array((seeds.randomElement(using: &random) ?? "").unicodeScalars)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0...scalars.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0 where place < scalars.count: scalars.remove(at: place)
      case 1:
        let other = Array((seeds.randomElement(using: &random) ?? "").unicodeScalars)
        scalars.insert(contentsOf: other.prefix(Int.random(in: 0...other.count, using: &random)), at: place)
      case 2 where place < scalars.count: scalars.removeSubrange(place..<min(scalars.count, place + 5))
      default:
        scalars.insert(contentsOf: (Self.pieces.randomElement(using: &random) ?? "").unicodeScalars, at: place)
      }
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}
