import FleetCore
import FleetSystem

/// Findings as data: fleet's own JSON, or SARIF 2.1.0 as code hosts read it.
struct FindingsText {
  enum Format: String {
    case text, json, sarif
  }

  private let findings: [Diagnostic]

  init(_ findings: [Diagnostic]) { self.findings = findings }

  func text(_ format: Format) -> String {
    JSONWriter(indent: 2, asciiOnly: false).write(format == .sarif ? sarif : json) + "\n"
  }

  private func count(_ severity: Diagnostic.Severity) -> Value {
    .int(findings.count { $0.severity == severity })
  }

  private var json: Value {
    [
      "findings": .list(findings.map(Self.entry)),
      "summary": ["errors": count(.error), "warnings": count(.warning)],
    ]
  }

  private static func entry(_ finding: Diagnostic) -> Value {
    var entry: ValueMap = [
      "code": .string(finding.code.name), "severity": .string(finding.severity.rawValue),
      "message": .string(finding.message),
    ]
    if let label = finding.labels.first {
      entry["file"] = .string(label.span.file.path)
      entry["line"] = .int(label.span.line)
      entry["column"] = .int(label.span.column)
      entry["length"] = .int(label.span.length)
      if !label.text.isEmpty { entry["label"] = .string(label.text) }
    }
    entry["notes"] = .list(finding.notes.map { .string($0) })
    entry["help"] = .list(finding.help.map { .string($0) })
    return .map(entry)
  }

  // MARK: SARIF

  private var sarif: Value {
    var seen: Set<String> = []
    let codes = findings.map(\.code).filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }
    let rules = codes.map { code -> Value in
      ["id": .string(code.name), "shortDescription": ["text": .string(code.explanation)]]
    }
    let driver: Value = [
      "name": "fleet", "version": .string(VersionText.version), "rules": .list(rules),
    ]
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": .list([["tool": ["driver": driver], "results": .list(findings.map(Self.result))]]),
    ]
  }

  private static func result(_ finding: Diagnostic) -> Value {
    let words = [finding.message] + finding.notes + finding.help
    var result: ValueMap = [
      "ruleId": .string(finding.code.name),
      "level": .string(finding.severity == .note ? "note" : finding.severity.rawValue),
      "message": ["text": .string(words.joined(separator: "\n"))],
    ]
    if let span = finding.span {
      let place: Value = [
        "artifactLocation": ["uri": .string(uri(span.file.path))],
        "region": [
          "startLine": .int(span.line), "startColumn": .int(span.column),
          "endColumn": .int(span.column + span.length),
        ],
      ]
      result["locations"] = .list([["physicalLocation": place]])
    }
    return .map(result)
  }

  /// A path as a URI reference: relative ones stay relative to the folder of the command.
  private static func uri(_ path: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      if plain.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return FilePath.isAbsolute(path) ? "file://" + text : text
  }
}
