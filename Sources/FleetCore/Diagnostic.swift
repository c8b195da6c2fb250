/// One fault or warning: what, where, why, how to mend. A value that is collected and rendered last.
package struct Diagnostic: Sendable, Hashable {
  package enum Severity: String, Sendable, Hashable {
    case error, warning, note
  }

  /// A stretch of source with a few words under it.
  package struct Label: Sendable, Hashable {
    package let span: Span
    package let text: String
    package init(_ span: Span, _ text: String = "") {
      self.span = span
      self.text = text
    }
  }

  package var severity: Severity
  package var code: DiagnosticCode
  /// One line, lower case, no full stop, identifiers in backticks; stands alone.
  package var message: String
  /// The first label is the primary one.
  package var labels: [Label]
  package var notes: [String]
  package var help: [String]

  package init(
    _ code: DiagnosticCode, _ message: String, at span: Span? = nil, label: String = "",
    severity: Severity = .error, notes: [String] = [], help: [String] = []
  ) {
    self.code = code
    self.message = message
    self.severity = severity
    labels = span.map { [Label($0, label)] } ?? []
    self.notes = notes
    self.help = help
  }

  package var span: Span? { labels.first?.span }
}

/// One or more diagnostics thrown as an error: all faults of a file at once.
package struct DiagnosticError: Error, Sendable, CustomStringConvertible {
  package var diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  package init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }
  package init(
    _ code: DiagnosticCode, _ message: String, at span: Span? = nil, label: String = "", notes: [String] = [],
    help: [String] = []
  ) {
    diagnostics = [Diagnostic(code, message, at: span, label: label, notes: notes, help: help)]
  }

  /// The messages alone, for places that have no room for source windows.
  package var description: String { diagnostics.map(\.message).joined(separator: "; ") }
}
