import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem
import Testing

@testable import FleetModules

@Suite(.enabled(if: Command.locate("git") != nil)) struct GitTests {
  private let identity = [
    "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@x", "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@x",
  ]

  private func git(_ words: [String], in folder: String) throws {
    let output = try Command(["git"] + words, directory: folder, environment: identity).run()
    #expect(output.isSuccess, "\(output.complaint)")
  }

  private func run(_ arguments: ValueMap, isCheck: Bool = false) throws -> (changed: Bool, values: ValueMap) {
    let result = try GitModule.decode(arguments).run(on: Machine(context: ModuleContext(isCheck: isCheck)))
    return (result.changed, result.values)
  }

  @Test func aCheckoutFollowsItsRepository() throws {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-git-")
    defer { try? FileSystem.removeTree(folder) }
    let (origin, dest) = (folder + "/origin", folder + "/dest")
    try FileSystem.makeDirectory(origin)
    try git(["init", "-q", "-b", "main"], in: origin)
    try FileSystem.create(origin + "/a", with: Array("1\n".utf8))
    try git(["add", "a"], in: origin)
    try git(["commit", "-qm", "one"], in: origin)
    try git(["tag", "-am", "v1", "v1"], in: origin)
    let arguments: ValueMap = ["repo": .string(origin), "dest": .string(dest)]

    #expect(try run(arguments, isCheck: true).changed)
    #expect(!FileSystem.exists(dest))
    #expect(try run(arguments).changed)
    #expect(try !run(arguments).changed)

    try FileSystem.overwrite(origin + "/a", with: Array("2\n".utf8))
    try git(["commit", "-qam", "two"], in: origin)
    #expect(try run(arguments, isCheck: true).changed)
    #expect(try FileSystem.readText(dest + "/a") == "1\n")
    #expect(try run(arguments).changed)
    #expect(try FileSystem.readText(dest + "/a") == "2\n")

    var tagged = arguments
    tagged["version"] = "v1"
    #expect(try run(tagged).changed)
    #expect(try FileSystem.readText(dest + "/a") == "1\n")
    #expect(try !run(tagged).changed)

    try FileSystem.overwrite(dest + "/a", with: Array("local\n".utf8))
    #expect(throws: ModuleFailure.self) { try run(tagged) }
    tagged["force"] = true
    #expect(try run(tagged).changed)
    #expect(try FileSystem.readText(dest + "/a") == "1\n")
  }
}
