import FleetModuleKit
import Testing

@Suite struct ShellWordsTests {
  @Test(arguments: [
    ("a b  c", ["a", "b", "c"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]), ("a\\ b", ["a b"]), ("''", [""]),
    ("\"a\\\"b\\n\"", ["a\"b\\n"]), ("x=\"1 2\"y", ["x=1 2y"]), ("", []),
  ])
  func splits(_ text: String, _ words: [String]) throws { #expect(try ShellWords.split(text) == words) }

  @Test func refusesOpenQuotes() {
    #expect(throws: ModuleFailure.self) { try ShellWords.split("echo \"x") }
    #expect(throws: ModuleFailure.self) { try ShellWords.split("echo \\") }
  }

  @Test func quotes() {
    #expect(ShellWords.quote("a/b.c") == "a/b.c")
    #expect(ShellWords.quote("a b") == "'a b'")
    #expect(ShellWords.quote("it's") == "'it'\"'\"'s'")
  }

  @Test(arguments: [
    ("*.txt", "a.txt", true), ("*.txt", "a.txtx", false), ("[a-c]?", "b1", true), ("[!a]*", "ab", false),
    ("*", "", true),
    ("a*b*c", "axxbyyc", true), ("a[", "a[", true),
  ])
  func wildcards(_ pattern: String, _ name: String, _ fits: Bool) { #expect(Wildcard(pattern).matches(name) == fits) }
}
