import FleetCore
import FleetSystem
import FleetTestSupport

/// The files of a case in a folder of their own, removed when the case is done.
final class CaseFolder {
  let path: String
  let test: CaseFile

  /// Blocks whose argument is a file name, such as `yaml roles/web/tasks/main.yml`, become files.
  init(_ test: CaseFile, kinds: Set<String> = ["yaml", "ini", "jinja", "json", "text"]) throws {
    self.test = test
    path = try FileSystem.makeTemporaryDirectory(in: Environment.variable("TMPDIR") ?? "/tmp")
    for block in test.blocks where kinds.contains(block.kind) && !block.argument.isEmpty {
      let file = FilePath.join(path, block.argument)
      _ = try FileSystem.makeDirectories(FilePath.folder(of: file))
      try FileSystem.create(file, with: Array(block.text.utf8), mode: 0o644)
    }
  }

  deinit { try? FileSystem.removeTree(path) }

  func file(_ name: String) -> String { FilePath.join(path, name) }

  /// A path below the folder without the folder.
  func shown(_ path: String) -> String {
    path.hasPrefix(self.path + "/") ? String(path.dropFirst(self.path.count + 1)) : path
  }

  /// What the marks `# error: CODE` and `# warning: CODE` expect, as `file:line CODE`; several codes with commas.
  var expectedFindings: [String] {
    var findings: [String] = []
    for block in test.blocks where !block.argument.isEmpty {
      for (number, line) in block.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        for mark in ["error", "warning"] {
          guard let range = line.firstRange(of: "# \(mark): ") else { continue }
          for code in line[range.upperBound...].split(separator: ",") {
            findings.append("\(block.argument):\(number + 1) \(mark) \(code.filter { $0 != " " })")
          }
        }
      }
    }
    // Findings without a place.
    for block in test.blocks("errors") {
      findings += block.text.split(separator: "\n").map { "- error \($0)" }
    }
    return findings.sorted()
  }

  /// Findings in the same form.
  func described(_ findings: [Diagnostic]) -> [String] {
    findings.map { finding in
      let place = finding.span.map { "\(shown($0.file.path)):\($0.line)" } ?? "-"
      return "\(place) \(finding.severity.rawValue) \(finding.code.name)"
    }.sorted()
  }
}
