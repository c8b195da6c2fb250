package import FleetCore

/// A user's text, compiled once when it was loaded.
package final class Template: Sendable {
  package let text: String
  package let origin: TextOrigin?
  /// The free variables that the template reads, for static checks and look-ahead.
  package let referencedNames: Set<String>

  init(text: String, origin: TextOrigin?, referencedNames: Set<String>) {
    self.text = text
    self.origin = origin
    self.referencedNames = referencedNames
  }
}
