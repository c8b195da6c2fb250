/// Where the text of a scalar stands in its file, so that a fault inside an expression can be underlined exactly.
package struct TextOrigin: Sendable, Hashable {
  /// How the scalar is written.
  package enum Style: Sendable, Hashable {
    /// A whole file, or text that starts right at the span.
    case verbatim
    case plain
    case singleQuoted
    case doubleQuoted
    /// A `|` block whose lines are indented by so many columns.
    case literal(indent: Int)
    /// A `>` block whose lines are indented by so many columns.
    case folded(indent: Int)
  }

  /// Covers the scalar's first line; for block scalars the `|` or `>`.
  package let span: Span
  package let style: Style

  package init(span: Span, style: Style) {
    self.span = span
    self.style = style
  }

  /// The place of a part of the scalar's text. `offset` counts code points of `text`, the scalar's value.
  /// Exact for verbatim, plain and quoted text on one line and for block scalars; otherwise the nearest line is found
  /// by looking for the part itself, and at worst the scalar's start is given.
  package func span(of text: String, offset: Int, length: Int) -> Span {
    let before = text.unicodeScalars.prefix(offset)
    let lineOffset = before.reduce(0) { $1 == "\n" ? $0 + 1 : $0 }
    let inLine = before.reversed().prefix { $0 != "\n" }.count
    switch style {
    case .verbatim:
      let column = lineOffset == 0 ? span.column + inLine : inLine + 1
      return Span(file: span.file, line: span.line + lineOffset, column: column, length: length)
    case .literal(let indent):
      return Span(
        file: span.file, line: span.line + 1 + lineOffset, column: indent + inLine + 1, length: length)
    case .plain, .singleQuoted, .doubleQuoted, .folded:
      return searched(text: text, offset: offset, length: length, inLine: inLine)
    }
  }

  private func searched(text: String, offset: Int, length: Int, inLine: Int) -> Span {
    let scalars = Array(text.unicodeScalars)
    let needle = scalars[min(offset, scalars.count)..<min(offset + max(length, 1), scalars.count)]
    let quote = style == .plain ? 0 : 1
    let direct = Span(file: span.file, line: span.line, column: span.column + quote + offset, length: length)
    if matches(needle, at: direct) { return direct }
    // Escapes or folded lines: the nth occurrence of the part in the text is the nth one in the file after the start.
    var occurrence = occurrences(of: needle, in: scalars[..<min(offset, scalars.count)])
    for number in span.line..<min(span.file.lineCount + 1, span.line + Limits.scalarSearchLines) {
      let line = Array(span.file.line(number).unicodeScalars)
      var column = number == span.line ? span.column - 1 : 0
      while !needle.isEmpty, column + needle.count <= line.count {
        if line[column..<column + needle.count].elementsEqual(needle) {
          if occurrence == 0 { return Span(file: span.file, line: number, column: column + 1, length: length) }
          occurrence -= 1
          column += needle.count
        } else {
          column += 1
        }
      }
    }
    return span
  }

  private func matches(_ needle: ArraySlice<Unicode.Scalar>, at place: Span) -> Bool {
    let line = Array(place.file.line(place.line).unicodeScalars)
    let start = place.column - 1
    return !needle.isEmpty && start >= 0 && start + needle.count <= line.count
      && line[start..<start + needle.count].elementsEqual(needle)
  }

  private func occurrences(of needle: ArraySlice<Unicode.Scalar>, in text: ArraySlice<Unicode.Scalar>) -> Int {
    guard !needle.isEmpty else { return 0 }
    var count = 0
    var position = 0
    while position + needle.count <= text.count {
      if text[position..<position + needle.count].elementsEqual(needle) {
        count += 1
        position += needle.count
      } else {
        position += 1
      }
    }
    return count
  }
}
