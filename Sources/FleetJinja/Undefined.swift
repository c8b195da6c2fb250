package import FleetCore

/// A name, attribute or item that is not there: harmless until it is used, and then it says which.
package struct Undefined {
  /// The chain as the user wrote it, such as `foo.bar`.
  package let name: String
  /// A complete message when the plain "is undefined" would not say enough.
  package let hint: String?
  package let span: Span?

  package init(name: String, hint: String? = nil, span: Span? = nil) {
    self.name = name
    self.hint = hint
    self.span = span
  }

  /// Ansible 2.19's words.
  package var message: String { hint ?? "'\(name)' is undefined" }
}
