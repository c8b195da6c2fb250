package import FleetCore
import Synchronization

/// A `!vault` value: it is opened when it is first needed, as in Ansible, so that a run which never looks at it needs
/// no password. The plain text is data, never a template.
package final class VaultedText: Sendable {
  package let ciphertext: String
  package let place: Span?
  private let vault: Vault
  private let redactor: Redactor?
  private let plain = Mutex<String?>(nil)

  package init(_ ciphertext: String, at place: Span?, vault: Vault, redactor: Redactor? = nil) {
    self.ciphertext = ciphertext
    self.place = place
    self.vault = vault
    self.redactor = redactor
  }

  /// Finds a damaged text before a run. Whether a password opens it is only asked when the value is needed: Ansible
  /// carries out runs that hold values which nobody can open and nobody uses.
  package func check() throws(DiagnosticError) { _ = try VaultEnvelope(Array(ciphertext.utf8), at: place) }

  /// The plain text. Throws `FL0601` to `FL0604` with the place of the value.
  package func plaintext() throws(DiagnosticError) -> String {
    if let known = plain.withLock({ $0 }) { return known }
    let bytes = try vault.decrypt(Array(ciphertext.utf8), at: place)
    let text = String(decoding: bytes, as: UTF8.self)
    redactor?.add(text)
    plain.withLock { $0 = text }
    return text
  }
}
