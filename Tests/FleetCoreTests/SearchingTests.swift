import FleetCore
import Testing

/// Our own search by bytes, which the agent uses in place of `_StringProcessing`.
@Suite struct SearchingTests {
  @Test(arguments: [
    ("abcab", "ab", 0), ("abcab", "cab", 2), ("größe: m", "ße", 4), ("a\r\nb", "\n", 2), ("x", "", 0), ("", "", 0),
  ])
  func finds(_ text: String, _ part: String, _ offset: Int) throws {
    let found = try #require(text.firstSubstring(part))
    #expect(text.utf8.distance(from: text.startIndex, to: found.lowerBound) == offset)
    #expect(String(text[found]) == part)
    #expect(text.hasSubstring(part))
  }

  @Test(arguments: [("abc", "abcd"), ("abc", "d"), ("", "a")])
  func doesNotFind(_ text: String, _ part: String) {
    #expect(text.firstSubstring(part) == nil)
    #expect(!text.hasSubstring(part))
  }

  @Test func findsInAPartOfAText() throws {
    let rest = "one::two::three".dropFirst(5)
    let found = try #require(rest.firstSubstring("::"))
    #expect(rest[found.upperBound...] == "three")
  }

  @Test func separatesAndReplacesAsPythonDoes() {
    #expect("a::b::".fields(separatedBy: "::") == ["a", "b", ""])
    #expect("".fields(separatedBy: "x") == [""])
    #expect("aaa".replacingSubstrings(of: "aa", with: "b") == "ba")
    #expect("a-b-c".replacingSubstrings(of: "-", with: "--") == "a--b--c")
    #expect("same".replacingSubstrings(of: "", with: "x") == "same")
  }
}
