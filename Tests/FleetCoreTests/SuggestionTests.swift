import Testing

@testable import FleetCore

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("debgu", "debug"), ("cpoy", "copy"), ("notfiy", "notify"), ("when:", "when"), ("Become", "become"),
  ])
  func aMisspeltNameFindsTheOneThatIsMeant(name: String, meant: String) {
    let names = ["debug", "copy", "notify", "when", "become", "become_user", "template"]
    #expect(Suggestion.nearest(to: name, in: names) == meant)
  }

  @Test func aStrangeNameFindsNothing() {
    #expect(Suggestion.nearest(to: "xyzzy", in: ["debug", "copy"]) == nil)
    #expect(Suggestion.help(for: "x", in: [String]()).isEmpty)
  }

  @Test func aSwapCountsOnce() {
    #expect(Suggestion.editDistance(Array("ab".utf8), Array("ba".utf8), limit: 3) == 1)
    #expect(Suggestion.editDistance(Array("abcd".utf8), Array("wxyz".utf8), limit: 3) == nil)
  }
}
