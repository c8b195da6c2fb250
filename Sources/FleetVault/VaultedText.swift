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

  /// Finds out before a run what can be: a text that is damaged, and a password that was given for it and does not
  /// fit. A text whose id has no password may never be needed, and waits.
  package func check() throws(DiagnosticError) {
    let envelope = try VaultEnvelope(Array(ciphertext.utf8), at: place)
    guard let id = envelope.id else {
      if !vault.secrets.isEmpty { _ = try plaintext() }
      return
    }
    if vault.secrets.contains(where: { $0.id == id }) { _ = try plaintext() }
  }

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
