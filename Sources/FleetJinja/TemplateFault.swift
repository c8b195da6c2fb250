package import FleetCore

/// A fault while an expression is evaluated; the evaluator adds the place and makes it a `DiagnosticError`.
package struct TemplateFault: Error {
  /// What kind of fault, for callers that treat them differently (undefined values, Jinja's error classes).
  package enum Kind: Sendable {
    case undefined, type, value, limit, filter, syntax, unknown, notFound, security, omitted, other
  }
  package var message: String
  package var kind: Kind
  package var help: [String]
  package var span: Span?
  /// The variable that is not defined, for "did you mean".
  var subject: String?
  /// Values and types that mattered.
  package var notes: [String] = []

  package init(_ message: String, kind: Kind = .filter, help: [String] = [], span: Span? = nil) {
    self.message = message
    self.kind = kind
    self.help = help
    self.span = span
  }
}

extension TemplateFault {
  static let outputLimit = TemplateFault(
    "the template produces more than \(Limits.templateOutputCharacters) characters", kind: .limit)
}
