import CLibYAML
import FleetCore

/// A fault that libyaml found, said in clear words with a hint, after the hints Ansible gives.
struct SyntaxFault {
  private let file: SourceFile
  private let problem: String
  private let context: String
  private let mark: yaml_mark_t
  private let contextMark: yaml_mark_t
  private let readerOffset: Int?

  init(_ parser: UnsafeMutablePointer<yaml_parser_t>, _ file: SourceFile) {
    self.file = file
    problem = parser.pointee.problem.map { String(cString: $0) } ?? "unknown fault"
    context = parser.pointee.context.map { String(cString: $0) } ?? ""
    mark = parser.pointee.problem_mark
    contextMark = parser.pointee.context_mark
    readerOffset = parser.pointee.error == YAML_READER_ERROR ? Int(parser.pointee.problem_offset) : nil
  }

  var diagnostic: Diagnostic {
    if let readerOffset {
      let place = file.position(ofByte: readerOffset)
      return Diagnostic(
        .invalidText, problem, at: Span(file: file, line: place.line, column: place.column),
        help: ["save the file as UTF-8 without control characters"])
    }
    if let found = templateFault() { return found }
    if let tab = tabFault() { return tab }
    return words()
  }

  private var place: Span { Span(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1) }
  private var contextPlace: Span {
    Span(file: file, line: Int(contextMark.line) + 1, column: Int(contextMark.column) + 1)
  }

  private func line(_ number: Int) -> [Unicode.Scalar] { Array(file.line(number).unicodeScalars) }

  static func unquotedTemplate(_ file: SourceFile, line: Int, column: Int) -> Diagnostic {
    let text = Array(file.line(line).unicodeScalars)
    var value = String(String.UnicodeScalarView(text.dropFirst(column - 1)))
    while value.last == " " || value.last == "\r" { value.removeLast() }
    let quoted = value.contains("\"") ? "'\(value)'" : "\"\(value)\""
    return Diagnostic(
      .unquotedTemplate, "a value that starts with `{{` needs quotes",
      at: Span(file: file, line: line, column: column, length: value.unicodeScalars.count),
      label: "YAML reads the brace as a mapping", help: ["write \(quoted)"])
  }

  /// A value that starts with `{{` on the line of the fault, of its context, or the one before.
  private func templateFault() -> Diagnostic? {
    for number in [Int(mark.line) + 1, Int(contextMark.line) + 1, Int(mark.line)] where number >= 1 {
      if let column = templateStart(line(number)) {
        return Self.unquotedTemplate(file, line: number, column: column)
      }
    }
    return nil
  }

  /// The column of an unquoted `{{` at the start of a value: after `key: ` or `- `.
  private func templateStart(_ text: [Unicode.Scalar]) -> Int? {
    var column = 0
    while column + 1 < text.count {
      if text[column] == "{", text[column + 1] == "{" {
        let before = text[..<column].reversed().drop { $0 == " " }
        let isValue = before.isEmpty || before.first == ":" || before.first == "-"
        return isValue && (column == 0 || text[column - 1] == " ") && text[column...].contains("}") ? column + 1 : nil
      }
      if text[column] == "#" || text[column] == "\"" || text[column] == "'" { return nil }
      column += 1
    }
    return nil
  }

  private func tabFault() -> Diagnostic? {
    for number in [Int(mark.line) + 1, Int(contextMark.line) + 1] {
      let text = line(number)
      guard let tab = text.firstIndex(of: "\t"), text[..<tab].allSatisfy({ $0 == " " || $0 == "-" }) else { continue }
      return Diagnostic(
        .yamlSyntax, "a tab in the indentation", at: Span(file: file, line: number, column: tab + 1),
        label: "YAML is indented with spaces only", help: ["replace the tab by spaces"])
    }
    return nil
  }

  private func words() -> Diagnostic {
    switch problem {
    case "mapping values are not allowed in this context": return strayColon()
    case "could not find expected ':'": return missingColon()
    case "did not find expected key", "did not find expected '-' indicator": return unexpectedLine()
    case "found unexpected end of stream", "found unexpected document indicator":
      return fault(
        "a quote is opened and not closed", at: contextPlace, label: "opened here",
        help: ["close the quote; inside '...' a quote is written twice, inside \"...\" as \\\""])
    case "did not find expected ',' or ']'":
      return unclosed("[", "]")
    case "did not find expected ',' or '}'":
      return unclosed("{", "}")
    case "found unknown escape character":
      return fault(
        "unknown escape in a double-quoted string", at: place, label: "`\\` starts an escape here",
        help: ["use single quotes, where `\\` is an ordinary character, or write `\\\\`"])
    case "found character that cannot start any token": return wrongStart()
    case "block sequence entries are not allowed in this context":
      return fault(
        "a list cannot start here", at: place, help: ["start the list on a line of its own, below the key"])
    case "did not find expected alphabetic or numeric character":
      return fault(
        "a value cannot start with `\(character)`", at: contextPlace,
        help: ["put quotes around the value when no alias or anchor is meant"])
    case "found undefined tag handle":
      return fault(
        "unknown tag", at: place, help: ["a value that starts with `!` needs quotes when no tag is meant"])
    case "did not find expected <document start>":
      return fault(
        "text after the end of the document", at: place,
        notes: ["YAML parsing failed: Did not find expected <document start>"],
        help: ["check the indentation of this line, or start another document with `---`"])
    default:
      return fault([problem, context].filter { !$0.isEmpty }.joined(separator: " "), at: place)
    }
  }

  private var character: String {
    let text = line(Int(contextMark.line) + 1)
    let column = Int(contextMark.column)
    return column < text.count ? String(text[column]) : ""
  }

  private func fault(
    _ message: String, at span: Span, label: String = "", notes: [String] = [], help: [String] = []
  ) -> Diagnostic {
    Diagnostic(.yamlSyntax, message, at: span, label: label, notes: notes, help: help)
  }

  private func strayColon() -> Diagnostic {
    let text = line(Int(mark.line) + 1)
    let before = text.prefix(Int(mark.column))
    if before.contains(":") {
      return fault(
        "a `: ` inside a value without quotes", at: place, label: "YAML takes the text before it for a key",
        help: ["put quotes around the whole value"])
    }
    return fault(
      "a key is not expected here", at: place, label: "the line above is still a value, or is indented differently",
      help: ["align the key with its neighbours, or put quotes around the value above"])
  }

  private func missingColon() -> Diagnostic {
    fault(
      "this line has no `:` after its key", at: contextPlace, label: "read as a key without a value",
      help: [
        "write `key: value` with a space after the colon; a longer text needs quotes, or `|` and lines indented below"
      ])
  }

  private func unexpectedLine() -> Diagnostic {
    let text = line(Int(mark.line) + 1)
    let column = Int(mark.column)
    let before = text.prefix(column)
    if let quote = before.last(where: { $0 != " " }), quote == "\"" || quote == "'" {
      return fault(
        "text after the closing quote", at: place, label: "the value ended before this",
        help: ["a value that starts with a quote must end with the same quote: '\"foo\" in bar'"])
    }
    var diagnostic = fault(
      problem.contains("'-'")
        ? "this line does not continue the list above" : "this line does not fit the mapping above",
      at: place, label: "not aligned with what it should belong to",
      help: ["give lines that belong together the same indentation; put quotes around values with special characters"])
    if contextMark.line < mark.line {
      diagnostic.labels.append(
        Diagnostic.Label(contextPlace, problem.contains("'-'") ? "the list starts here" : "the mapping starts here"))
    }
    return diagnostic
  }

  private func unclosed(_ open: String, _ close: String) -> Diagnostic {
    var diagnostic = fault(
      "`,` or `\(close)` is missing", at: place, label: "not expected here",
      help: ["close the `\(open)`, or put quotes around the value when it is text"])
    diagnostic.labels.append(Diagnostic.Label(contextPlace, "opened here"))
    return diagnostic
  }

  private func wrongStart() -> Diagnostic {
    let text = line(Int(mark.line) + 1)
    let column = Int(mark.column)
    guard column < text.count else { return fault(problem, at: place) }
    if text[column] == "\t" {
      return fault(
        "a tab where the indentation or a value begins", at: place, label: "YAML is indented with spaces only",
        help: ["replace the tab by spaces"])
    }
    return fault(
      "a value cannot start with `\(text[column])`", at: place, help: ["put quotes around the value"])
  }
}
