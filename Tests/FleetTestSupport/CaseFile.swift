import FleetCore
import FleetSystem

/// A test written as prose: a heading is a case, fenced blocks are its inputs and expectations.
///
/// The info string of a block says what it is: `yaml playbook.yml` is a file of that name, `output fleet check x.yml` the
/// expected output of a command, anything else what its area makes of it.
package struct CaseFile: Sendable, CustomStringConvertible {
  /// A fenced block.
  package struct Block: Sendable {
    /// The words after the fence, such as `yaml` and `playbook.yml`.
    package let words: [String]
    package let text: String
    /// The line of the opening fence, from 1.
    package let line: Int

    package var kind: String { words.first ?? "" }
    /// Everything after the first word.
    package var argument: String { words.dropFirst().joined(separator: " ") }
  }

  /// Relative to the checkout's root.
  package let path: String
  /// The headings above the case, joined.
  package let title: String
  package let line: Int
  package let blocks: [Block]

  package var description: String { "\(path):\(line) \(title)" }

  package func blocks(_ kind: String) -> [Block] { blocks.filter { $0.kind == kind } }
  package func first(_ kind: String) -> Block? { blocks.first { $0.kind == kind } }

  /// Every case below `Tests/Cases/<area>`; a heading without blocks only names those below it.
  package static func all(_ area: String) -> [CaseFile] {
    let files = (try? Repository.files(below: "Tests/Cases/\(area)", endings: [".md"])) ?? []
    return files.flatMap(parse)
  }

  /// Whether expectations are to be rewritten by what is found (`FLEET_UPDATE=1`).
  package static var isUpdating: Bool { Environment.variable("FLEET_UPDATE") == "1" }

  /// Replaces the text of a block in its file. Blocks further down move: update one block of a file at a time.
  package func update(_ block: Block, with text: String) throws {
    let path = FilePath.join(Repository.root, self.path)
    var lines = try FileSystem.readText(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let end = block.line + block.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    var fresh = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if fresh.last == "" { fresh.removeLast() }
    lines.replaceSubrange(block.line..<end, with: fresh)
    try FileSystem.replace(path, with: Array(lines.joined(separator: "\n").utf8))
  }

  private static func parse(_ file: Repository.File) -> [CaseFile] {
    var cases: [CaseFile] = []
    var headings: [String] = []
    var headingLine = 1
    var blocks: [Block] = []
    var open: (fence: String, words: [String], line: Int, lines: [Substring])?
    func finish() {
      if !blocks.isEmpty {
        cases.append(
          CaseFile(path: file.path, title: headings.joined(separator: " / "), line: headingLine, blocks: blocks))
      }
      blocks = []
    }
    for (number, line) in file.lines.enumerated() {
      if let block = open {
        if line == block.fence {
          let text = block.lines.map { $0 + "\n" }.joined()
          blocks.append(Block(words: block.words, text: text, line: block.line))
          open = nil
        } else {
          open?.lines.append(line)
        }
      } else if line.hasPrefix("```") {
        let fence = String(line.prefix { $0 == "`" })
        let words = line.dropFirst(fence.count).split(separator: " ").map(String.init)
        open = (fence, words, number + 1, [])
      } else if line.hasPrefix("#") {
        finish()
        let level = line.prefix { $0 == "#" }.count
        headings = Array(headings.prefix(level - 1))
        headings.append(line.dropFirst(level).split(separator: " ").joined(separator: " "))
        headingLine = number + 1
      }
    }
    finish()
    return cases
  }
}
