/// A vault password with the id that picks it. Prints as its id, never as itself.
package struct VaultSecret: Sendable, CustomStringConvertible {
  package static let defaultID = "default"
  package let id: String
  package let bytes: [UInt8]

  package init(id: String = VaultSecret.defaultID, bytes: [UInt8]) {
    self.id = id
    self.bytes = bytes
  }

  package init(id: String = VaultSecret.defaultID, password: String) { self.init(id: id, bytes: Array(password.utf8)) }

  package var description: String { "vault secret `\(id)`" }
}
