import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem
import Testing

@testable import FleetModules

@Suite struct WebTests {
  @Test func passwordsAreMasked() {
    #expect(WebTool.masked("https://u:secret@h/x") == "https://u:********@h/x")
    #expect(WebTool.masked("https://h/x@y") == "https://h/x@y")
    let parts = WebTool.splittingCredentials("https://u%40x:p%3a@h/x")
    #expect(parts.url == "https://h/x")
    #expect(parts.user == "u@x")
    #expect(parts.password == "p:")
  }

  @Test(arguments: [
    ("/b", "http://h:1/b"), ("c", "http://h:1/a/c"), ("http://o/", "http://o/"), ("//o/x", "http://o/x"),
  ])
  func referencesAreJoined(_ reference: String, _ whole: String) {
    #expect(WebTool.joined("http://h:1/a/b?q", reference) == whole)
  }

  @Test func theLastHeadersCount() {
    var answer = WebAnswer()
    answer.readHeaders("HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    #expect(answer.status == 200)
    #expect(answer["location"] == nil)
    #expect(answer["content-type"] == "text/plain")
  }

  @Test func checksumListsAreRead() {
    let list = ChecksumList("aaa  other\nbbb *./file.tar.gz\nSHA256 (bsd.txt) = ccc\n")
    #expect(list.digest(of: "file.tar.gz") == "bbb")
    #expect(list.digest(of: "bsd.txt") == "ccc")
    #expect(list.digest(of: "none") == nil)
    #expect(ChecksumList("ddd\n").digest(of: "any") == "ddd")
  }

  @Test func formsAreEncoded() throws {
    #expect(try FormBody.urlEncoded(["a": "1 &", "b": [2, 3]]) == "a=1+%26&b=2&b=3")
    #expect(URIModule.isJSON("application/problem+json; charset=utf-8"))
    #expect(!URIModule.isJSON("text/html"))
    #expect(GetURLModule.fileName(ofURL: "https://h/a/b.tgz?x=/y") == "b.tgz")
    #expect(GetURLModule.fileName(ofURL: "https://h/") == "index.html")
  }

  @Test(.enabled(if: Command.locate("curl") != nil))
  func filesAreFetchedOnce() throws {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-web-")
    defer { try? FileSystem.removeTree(folder) }
    try FileSystem.create(folder + "/source", with: Array("hello\n".utf8))
    let arguments: ValueMap = [
      "url": .string("file://\(folder)/source"), "dest": .string(folder + "/dest"),
      "checksum": "sha1:f572d396fae9206628714fb2ce00f72e94f2258f",
    ]
    let first = try GetURLModule.decode(arguments).run(on: Machine())
    #expect(first.changed)
    #expect(try FileSystem.readText(folder + "/dest") == "hello\n")
    let second = try GetURLModule.decode(arguments).run(on: Machine())
    #expect(!second.changed)
    var other = arguments
    other["checksum"] = "sha1:00"
    #expect(throws: ModuleFailure.self) { try GetURLModule.decode(other).run(on: Machine()) }
  }
}
