import FleetCore
import FleetVault
import Testing

/// Secrets are masked in every form in which they may come out.
@Suite struct RedactorTests {
  private func redactor(_ secrets: String...) -> Redactor {
    let redactor = Redactor()
    for secret in secrets { redactor.add(secret) }
    return redactor
  }

  @Test(arguments: [
    ("pw is hunter22!", "pw is ********!"),
    ("aHVudGVyMjI= in Base64", "********= in Base64"),
    ("hunter22hunter22", "****************"),
    ("hunter2", "hunter2"),
  ]) func masks(_ text: String, _ expected: String) {
    #expect(redactor("hunter22").redact(text) == expected)
  }

  @Test func masksEncodedForms() {
    let redactor = redactor("p@ss w/rd\"x")
    #expect(redactor.redact("https://u:p%40ss%20w%2Frd%22x@h") == "https://u:********@h")
    #expect(redactor.redact("{\"a\": \"p@ss w/rd\\\"x\"}") == "{\"a\": \"********\"}")
  }

  @Test func masksLinesOfKeys() {
    let redactor = redactor("-----BEGIN KEY-----\nabcdefghijkl\nmnopqrstuvwx\n")
    #expect(redactor.redact("got mnopqrstuvwx here") == "got ******** here")
  }

  @Test func masksAcrossLineBreaks() {
    #expect(redactor("abcdefghijklmnopqrst").redact("x abcdefgh\nijklmnop\nqrst y") == "x ******** y")
  }

  @Test func leavesShortSecretsAndWarns() {
    let redactor = Redactor()
    #expect(redactor.add("abc")?.code == .shortSecret)
    #expect(redactor.redact("abc abc") == "abc abc")
  }

  @Test func masksInsideValues() {
    let value = redactor("topsecret").redact(["a": ["x topsecret"], "topsecret": 1] as Value)
    #expect(value == ["a": ["x ********"], "********": 1])
  }
}
