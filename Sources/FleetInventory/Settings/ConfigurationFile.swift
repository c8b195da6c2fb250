import FleetCore
import FleetSystem

/// An ansible.cfg: sections of keys and values as Python's `configparser` reads them, with the place of each.
struct ConfigurationFile {
  struct Entry {
    var value: String
    /// The place of the key.
    let span: Span
  }

  let file: SourceFile
  /// Keys are lower case.
  private(set) var sections: [String: [String: Entry]] = [:]

  init(_ file: SourceFile) throws(DiagnosticError) {
    self.file = file
    var section: String?
    var key: String?
    for number in 1...file.lineCount {
      let raw = Self.withoutComment(file.line(number))
      let text = raw.trimmingSpace()
      guard let first = text.first, first != "#", first != ";" else { continue }
      let indent = raw.unicodeScalars.prefix { $0 == " " || $0 == "\t" }.count
      let span = Span(file: file, line: number, column: indent + 1, length: text.unicodeScalars.count)
      if first == "[", text.hasSuffix("]"), indent == 0 {
        section = String(text.dropFirst().dropLast())
        key = nil
        continue
      }
      guard let section else {
        throw DiagnosticError(
          .invalidSetting, "a line before the first section of `\(file.path)`", at: span,
          help: ["put settings below a section such as `[defaults]`"])
      }
      if indent > 0, let key {
        // An indented line goes on with the value above.
        sections[section]?[key]?.value += "\n" + text
        continue
      }
      guard let mark = text.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
        throw DiagnosticError(
          .invalidSetting, "the line `\(text)` is no setting", at: span, help: ["write `key = value`"])
      }
      let name = text[..<mark].trimmingSpace().lowercased()
      sections[section, default: [:]][name] = Entry(
        value: text[text.index(after: mark)...].trimmingSpace(),
        span: Span(file: file, line: number, column: indent + 1, length: name.unicodeScalars.count))
      key = name
    }
  }

  /// ` ;` starts a comment behind a value; `#` does not.
  private static func withoutComment(_ line: String) -> String {
    var previous: Character = " "
    for index in line.indices {
      if line[index] == ";", previous == " " || previous == "\t" { return String(line[..<index]) }
      previous = line[index]
    }
    return line
  }

  /// One warning that names every setting that is not known.
  var unknownWarning: Diagnostic? {
    var unknown: [(String, Span)] = []
    var help: [String] = []
    for (section, entries) in sections {
      guard let known = KnownSettings.sections[section] else { continue }
      for (key, entry) in entries where !known.contains(key) {
        unknown.append(("[\(section)] \(key)", entry.span))
        if let near = Suggestion.nearest(to: key, in: known.sorted()) {
          help.append("did you mean `\(near)` instead of `\(key)`?")
        }
      }
    }
    guard !unknown.isEmpty else { return nil }
    unknown.sort { $0.1.line < $1.1.line }
    let names = unknown.map { "`\($0.0)`" }.joined(separator: ", ")
    return Diagnostic(
      .unknownSetting, "unknown settings are ignored: \(names)", at: unknown[0].1, severity: .warning,
      help: help.sorted())
  }
}
