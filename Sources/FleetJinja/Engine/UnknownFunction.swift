package import FleetCore

/// A filter or test that a template names and nobody knows.
package struct UnknownFunction: Sendable {
  package enum Kind: String, Sendable { case filter, test, lookup }
  package let kind: Kind
  package let name: String
  package let span: Span?
  package let help: [String]

  /// The fault as the static checks report it.
  package var diagnostic: Diagnostic {
    Diagnostic(.unknownTemplateFunction, "unknown \(kind.rawValue) `\(name)`", at: span, help: help)
  }
}
