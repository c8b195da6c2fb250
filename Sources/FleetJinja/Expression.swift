package import FleetCore

/// A bare expression of the user's, such as a `when:` condition, compiled once when it was loaded.
package final class Expression: Sendable {
  package let text: String
  package let origin: TextOrigin?
  /// The free variables that the expression reads, for static checks and look-ahead.
  package let referencedNames: Set<String>

  init(text: String, origin: TextOrigin?, referencedNames: Set<String>) {
    self.text = text
    self.origin = origin
    self.referencedNames = referencedNames
  }
}
