import FleetCore
import FleetModuleKit
import FleetModules
import FleetProtocol
import FleetSystem
import FleetTestSupport
import FleetYAML
import Glibc
import Testing

/// Runs the cases of `Tests/Cases/modules`: each in a fresh folder, which the texts call `$DIR`.
///
/// Blocks in order: `yaml machine` says what is there (`files:` with texts, `null` for nothing, a name that ends in `/`
/// for a folder, or `{content, mode, link}`) and may `run:` a shell script in it; programs in `bin/` come before the
/// machine's own. `yaml arguments` runs the module that the file is named after (with the
/// words `check` or `diff`), `yaml result` is what the answer must at least hold, `yaml after` what must be there then.
@Suite struct ModuleCaseTests {
  @Test(arguments: CaseFile.all("modules"))
  func holds(_ file: CaseFile) throws {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-case-")
    defer { try? FileSystem.removeTree(folder) }
    let run = CaseRun(file: file, folder: folder)
    var last = ModuleResult()
    for block in file.blocks {
      let value = try run.read(block)
      switch block.words.dropFirst().first {
      case "machine": try run.prepare(value)
      case "arguments": last = run.perform(value, words: block.words)
      case "result": run.expect(value, in: last, at: block.line)
      case "after": try run.expectFiles(value, at: block.line)
      default: Issue.record("\(file.path):\(block.line): a block of no known kind")
      }
    }
  }
}

/// One case in its folder.
private struct CaseRun {
  let file: CaseFile
  let folder: String

  private var module: String {
    let name = FilePath.name(of: file.path)
    return String(name.dropLast(3))
  }

  func read(_ block: CaseFile.Block) throws -> Value {
    let text = block.text.split(separator: "$DIR", omittingEmptySubsequences: false).joined(separator: folder)
    let documents = try YAMLParser.parse(SourceFile(path: file.path, text: Array(text.utf8)))
    return documents.first?.value ?? [:]
  }

  private func path(_ name: String) -> String { FilePath.join(folder, name) }

  func prepare(_ value: Value) throws {
    for (key, content) in value["files"]?.map ?? [:] {
      guard let name = key.string else { continue }
      try FileSystem.makeDirectories(FilePath.parent(of: path(name)))
      if name.hasSuffix("/") {
        try FileSystem.makeDirectories(path(name))
      } else if let target = content["link"]?.string {
        try FileSystem.makeSymlink(path(name), to: target)
      } else {
        let text = content.string ?? content["content"]?.string ?? ""
        let mode = (content["mode"]?.string).flatMap { UInt32($0, radix: 8) } ?? 0o644
        try FileSystem.replace(path(name), with: Array(text.utf8), mode: mode)
      }
    }
    guard let script = value["run"]?.string else { return }
    let output = try Command(["/bin/sh", "-euc", script], directory: folder).run()
    #expect(output.isSuccess, "\(file.path): `run` said: \(output.complaint)")
  }

  func perform(_ value: Value, words: [String]) -> ModuleResult {
    guard let type = ModuleCatalog.module(named: module) else { return .failure("no module `\(module)`") }
    let searchPath = Environment.variable("PATH") ?? "/usr/bin:/bin"
    let context = ModuleContext(
      isCheck: words.contains("check"), wantsDiff: words.contains("diff"),
      environment: ["PATH": "\(path("bin")):\(searchPath)"], temporaryFolder: folder, blobFolder: folder)
    return run(type, value.map ?? [:], Machine(context: context, runner: Self.started))
  }

  /// A program that a case has just written may still be open for writing in the child of another case, for a moment.
  private static func started(_ command: Command) throws(SystemError) -> CommandOutput {
    for _ in 0..<50 {
      do throws(SystemError) {
        return try command.run()
      } catch {
        guard error.code == ETXTBSY else { throw error }
        usleep(10_000)
      }
    }
    return try command.run()
  }

  private func run<M: Module>(_ type: M.Type, _ arguments: ValueMap, _ machine: Machine) -> ModuleResult {
    do {
      let decoded = try M.decode(arguments)
      if machine.context.isCheck, M.checkMode == .none {
        var result = ModuleResult()
        result.skipped = true
        return result
      }
      return try decoded.run(on: machine)
    } catch let error as ArgumentFaults {
      return error.faults.failure
    } catch let error as ModuleFailure {
      return error.result
    } catch {
      return .failure("\(error)")
    }
  }

  func expect(_ value: Value, in result: ModuleResult, at line: Int) {
    var found: ValueMap = [
      "changed": .bool(result.changed), "failed": .bool(result.failed), "skipped": .bool(result.skipped),
      "msg": result.message.map { .string($0) } ?? .null,
      "faults": .list(result.faults.map { .string($0.parameter) }),
    ]
    found.merge(result.values)
    if !result.facts.isEmpty { found["ansible_facts"] = .map(result.facts) }
    if let diff = result.diffs.first {
      found["before"] = diff.before
      found["after"] = diff.after
    }
    for (key, wanted) in value.map ?? [:] {
      let actual = found[key] ?? .null
      #expect(actual == wanted, "\(file.path):\(line): `\(key)` (msg: \(result.message ?? ""))")
    }
  }

  func expectFiles(_ value: Value, at line: Int) throws {
    for (key, wanted) in value["files"]?.map ?? [:] {
      guard let name = key.string else { continue }
      let place = "\(file.path):\(line): `\(name)`"
      let status = try FileSystem.statusIfPresent(path(name), follow: false)
      guard !wanted.isNull else {
        #expect(status == nil, "\(place) is there")
        continue
      }
      guard let status else {
        Issue.record("\(place) is not there")
        continue
      }
      if let target = wanted["link"]?.string { #expect(try FileSystem.linkTarget(path(name)) == target, "\(place)") }
      if let text = wanted.string ?? wanted["content"]?.string {
        #expect(try FileSystem.readText(path(name)) == text, "\(place)")
      }
      if let mode = wanted["mode"]?.string { #expect(FileMode.text(status.permissions) == mode, "\(place)") }
    }
  }
}
