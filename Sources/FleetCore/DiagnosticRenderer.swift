/// Draws diagnostics as text: a header, a window of source with carets, notes and help.
package struct DiagnosticRenderer: Sendable {
  package var usesColor: Bool

  package init(usesColor: Bool = false) { self.usesColor = usesColor }

  package func render(_ diagnostics: [Diagnostic]) -> String {
    var text = diagnostics.prefix(Limits.diagnosticsShown).map(render).joined(separator: "\n")
    let hidden = diagnostics.count - Limits.diagnosticsShown
    if hidden > 0 { text += "\nand \(hidden) more\n" }
    return text
  }

  package func render(_ diagnostic: Diagnostic) -> String {
    var text = paint("\(diagnostic.severity.rawValue)[\(diagnostic.code.name)]", color(of: diagnostic.severity))
    text += paint(": \(sanitized(diagnostic.message))", "1") + "\n"
    let width = diagnostic.labels.map { String($0.span.line).count }.max() ?? 1
    let gutter = String(repeating: " ", count: width)
    for (position, label) in diagnostic.labels.enumerated() {
      let arrow = position == 0 ? "-->" : ":::"
      text += gutter + paint(arrow, "34") + " \(label.span.description)\n"
      text += window(label, gutter: gutter, mark: position == 0 ? "^" : "-", severity: diagnostic.severity)
    }
    for note in diagnostic.notes { text += "\(gutter) \(paint("=", "34")) note: \(sanitized(note))\n" }
    for help in diagnostic.help { text += "\(gutter) \(paint("=", "34")) help: \(sanitized(help))\n" }
    return text
  }

  private func window(_ label: Diagnostic.Label, gutter: String, mark: String, severity: Diagnostic.Severity) -> String
  {
    let span = label.span
    guard !span.file.isSecret, span.line <= span.file.lineCount else { return "" }
    let line = Array(span.file.line(span.line).unicodeScalars)
    let number = String(span.line)
    let padded = String(repeating: " ", count: gutter.count - number.count) + number
    let shown = Self.shownPart(of: line, around: min(span.column - 1, line.count))
    let excerpt =
      (shown.lowerBound > 0 ? "…" : "") + String(String.UnicodeScalarView(line[shown]))
      + (shown.upperBound < line.count ? "…" : "")
    // Tabs stay tabs in the padding, so that the caret stands under its character.
    var padding = shown.lowerBound > 0 ? " " : ""
    for scalar in line[shown].prefix(max(0, span.column - 1 - shown.lowerBound)) {
      padding.unicodeScalars.append(scalar == "\t" ? "\t" : " ")
    }
    let room = max(1, shown.upperBound - (span.column - 1))
    let carets = String(repeating: mark, count: min(span.length, room))
    let words = label.text.isEmpty ? "" : " " + sanitized(label.text)
    let bar = paint("|", "34")
    return "\(gutter) \(bar)\n\(paint(padded, "34")) \(bar) \(sanitized(excerpt))\n"
      + "\(gutter) \(bar) \(padding)\(paint(carets + words, color(of: severity)))\n\(gutter) \(bar)\n"
  }

  /// The part of a source line that is drawn: all of it, or a window of `Limits.diagnosticColumns` around a column
  /// (from 0).
  private static func shownPart(of line: [Unicode.Scalar], around column: Int) -> Range<Int> {
    guard line.count > Limits.diagnosticColumns else { return 0..<line.count }
    let start = max(0, min(column - Limits.diagnosticColumns / 3, line.count - Limits.diagnosticColumns))
    return start..<start + Limits.diagnosticColumns
  }

  private func color(of severity: Diagnostic.Severity) -> String {
    switch severity {
    case .error: "1;31"
    case .warning: "1;33"
    case .note: "1;36"
    }
  }

  private func paint(_ text: String, _ style: String) -> String {
    usesColor ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
  }

  /// Control characters of foreign text, and those that turn the writing direction, never reach a terminal.
  private func sanitized(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: Self.isUnsafe) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { Self.isUnsafe($0) ? "\u{FFFD}" : $0 }))
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
