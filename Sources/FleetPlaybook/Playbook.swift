package import FleetCore

/// A playbook with its imported playbooks, flattened to the plays in the order they run.
package struct Playbook: Sendable {
  package let path: String
  package let plays: [Play]
  /// Harmless findings: deprecated forms, duplicate keys.
  package let warnings: [Diagnostic]

  package init(path: String, plays: [Play], warnings: [Diagnostic]) {
    self.path = path
    self.plays = plays
    self.warnings = warnings
  }
}
