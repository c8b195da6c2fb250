import FleetSystem
import Testing

/// Runs `body` in a folder of its own and removes it.
func inTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-test-")
  defer { try? FileSystem.removeTree(folder) }
  try body(folder)
}

@Suite struct FileSystemTests {
  @Test func replacingKeepsTheMode() throws {
    try inTemporaryFolder { folder in
      let path = folder + "/a"
      try FileSystem.replace(path, with: Array("one".utf8), mode: 0o640)
      try FileSystem.replace(path, with: Array("two".utf8))
      #expect(try FileSystem.readText(path) == "two")
      #expect(try FileSystem.status(path).octalPermissions == "0640")
      #expect(try FileSystem.list(folder) == ["a"])
    }
  }

  @Test func missingFilesSaySo() {
    do throws(SystemError) {
      _ = try FileSystem.read("/nonexistent/x")
      Issue.record("no error")
    } catch {
      #expect(error.isNotFound)
      #expect(error.description == "open `/nonexistent/x`: No such file or directory")
    }
  }

  @Test func treesAreCopiedWalkedAndRemoved() throws {
    try inTemporaryFolder { folder in
      #expect(try FileSystem.makeDirectories(folder + "/t/u/v").count == 3)
      #expect(try FileSystem.makeDirectories(folder + "/t/u/v").isEmpty)
      try FileSystem.create(folder + "/t/u/file", with: [1, 2, 3])
      try FileSystem.makeSymlink(folder + "/t/link", to: "u/file")
      try FileSystem.copyTree(folder + "/t", to: folder + "/copy")
      var seen: [String] = []
      try FileSystem.walk(folder + "/copy") { seen.append($0.relativePath) }
      #expect(seen == ["link", "u", "u/file", "u/v"])
      #expect(try FileSystem.linkTarget(folder + "/copy/link") == "u/file")
      try FileSystem.removeTree(folder + "/copy")
      #expect(!FileSystem.exists(folder + "/copy"))
      #expect(FileSystem.exists(folder + "/t/u/file"))
    }
  }

  @Test func timesHaveNanoseconds() throws {
    try inTemporaryFolder { folder in
      try FileSystem.create(folder + "/x")
      try FileSystem.setTimes(folder + "/x", modified: Timestamp(seconds: 1_000_000_000, nanoseconds: 123_456_789))
      #expect(try FileSystem.status(folder + "/x").modified.nanoseconds == 123_456_789)
    }
  }

  @Test(arguments: [
    ("/a/b/", "c", "/a/b/c"), ("/a", "/b", "/b"), ("", "x", "x"), ("a", "", "a/"),
  ])
  func joins(_ left: String, _ right: String, _ whole: String) { #expect(FilePath.join(left, right) == whole) }

  @Test func pathsFollowPython() {
    #expect(FilePath.normalized("/a/./b//../c") == "/a/c")
    #expect(FilePath.normalized("../x/..") == "..")
    #expect(FilePath.parent(of: "/a") == "/")
    #expect(FilePath.parent(of: "a") == "")
    #expect(FilePath.name(of: "/a/b.txt") == "b.txt")
    #expect(FilePath.splitExtension("/a/.b.tar.gz").ext == ".gz")
    #expect(FilePath.splitExtension("/a/.bashrc").ext == "")
    #expect(FilePath.relative("/a/b", to: "/a/c/d") == "../../b")
  }

  @Test func timesAreFormatted() {
    #expect(Timestamp(seconds: 0).formatted("%Y-%m-%dT%H:%M:%SZ", utc: true) == "1970-01-01T00:00:00Z")
  }
}
