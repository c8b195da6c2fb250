import FleetTestSupport
import Testing

/// The rules of the house that one file can break by itself. Each message says what to do instead.
@Suite struct SourceTests {
  static let sources: [Repository.File] =
    (try? Repository.files(below: "Sources", endings: [".swift"])
      + Repository.files(below: "Tests", endings: [".swift"])) ?? []

  @Test func thereAreSources() { #expect(Self.sources.count > 100) }

  @Test func filesAreShort() {
    for file in Self.sources where file.lines.count > 501 {
      Issue.record("\(file.path):\(file.lines.count): over 500 lines; it is two files, split it by type or by aspect")
    }
  }

  @Test func functionsAreShort() {
    for file in Self.sources {
      for function in FunctionLengths(file).longerThan(70) {
        Issue.record(
          "\(file.path):\(function.line): `\(function.name)` has \(function.length) lines; move its steps into functions"
        )
      }
    }
  }

  @Test func linesAreShort() {
    for file in Self.sources {
      for (number, line) in file.lines.enumerated() where line.count > 120 && !line.contains("\"\"\"") {
        if file.path.hasPrefix("Tests/") { continue }
        Issue.record("\(file.path):\(number + 1): \(line.count) columns; break the line at 120")
      }
    }
  }

  @Test func nothingIsPublic() {
    expectNone(["public ", "open class "], in: "Sources/", "an application exports nothing; write `package`")
  }

  @Test func noFoundation() {
    expectNone(
      ["import Foundation"], in: "Sources/",
      "Foundation costs start-up time and makes the agent six times larger; use Glibc or FleetSystem")
  }

  @Test func nothingIsForced() {
    expectNone(
      ["try!", "fatalError(", "preconditionFailure("], in: "Sources/", "throw an error that says what is wrong")
  }

  @Test func noLeftovers() {
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    for file in Self.sources {
      for (number, line) in file.lines.enumerated() {
        let words = line.split { !$0.isLetter }
        if words.contains(where: { marks.contains(String($0)) }), line.contains("//") {
          Issue.record("\(file.path):\(number + 1): a leftover mark; do it, or write an issue")
        }
      }
    }
  }

  @Test func printingIsForReports() {
    for file in Self.sources where file.path.hasPrefix("Sources/") {
      if file.path.hasPrefix("Sources/FleetReport/") || file.path.hasPrefix("Sources/FleetCommands/") { continue }
      for (number, line) in file.lines.enumerated() {
        if line.trimmedStart.hasPrefix("print(") {
          Issue.record("\(file.path):\(number + 1): emit an event or a diagnostic; only reports print")
        }
      }
    }
  }

  private func expectInside(_ texts: [String], in folder: String, _ advice: String) {
    for file in Self.sources where file.path.hasPrefix(folder) {
      for (number, line) in file.lines.enumerated() where !line.trimmedStart.hasPrefix("//") {
        for text in texts where line.contains(text) {
          Issue.record("\(file.path):\(number + 1): `\(text)`: \(advice)")
        }
      }
    }
  }

  private func expectNone(_ texts: [String], in folder: String, _ advice: String) {
    for file in Self.sources where file.path.hasPrefix(folder) {
      for (number, line) in file.lines.enumerated() {
        let code = line.trimmedStart
        if code.hasPrefix("//") { continue }
        for text in texts where code.hasPrefix(text) || (!text.hasSuffix(" ") && code.contains(text)) {
          Issue.record("\(file.path):\(number + 1): `\(text)`: \(advice)")
        }
      }
    }
  }
}

extension Substring {
  var trimmedStart: Substring { drop { $0 == " " } }
}
