package import FleetCore
import Synchronization

/// Opens and closes vault texts with the passwords of a run. Keys are derived once per text and password.
package final class Vault: Sendable {
  private struct CacheKey: Hashable {
    let salt: [UInt8]
    let secret: Int
  }

  package let secrets: [VaultSecret]
  /// Only try passwords whose id is the one in the header (`vault_id_match`).
  package let requiresMatchingID: Bool
  private let keys = Mutex<[CacheKey: VaultCipher.Keys]>([:])

  package init(secrets: [VaultSecret] = [], requiresMatchingID: Bool = false) {
    self.secrets = secrets
    self.requiresMatchingID = requiresMatchingID
  }

  /// The plain bytes of a vault text. `place` is where it stands, `name` what it is called in messages.
  package func decrypt(
    _ text: [UInt8], at place: Span? = nil, name: String? = nil
  ) throws(DiagnosticError) -> [UInt8] {
    try open(text, at: place, name: name).plaintext
  }

  /// The plain bytes and the password that fitted.
  package func open(
    _ text: [UInt8], at place: Span? = nil, name: String? = nil
  ) throws(DiagnosticError) -> (plaintext: [UInt8], secret: VaultSecret, id: String?) {
    let envelope = try VaultEnvelope(text, at: place)
    let subject = name.map { "`\($0)`" } ?? "this value"
    guard !secrets.isEmpty else {
      throw DiagnosticError(
        .noVaultPassword, "\(subject) is encrypted and no vault password was given", at: place,
        help: ["give one with `--vault-password-file`, `--vault-id` or `--ask-vault-pass`"])
    }
    for position in candidates(for: envelope.id) {
      guard let keys = derived(envelope.salt, position),
        VaultCipher.isAuthentic(envelope.ciphertext, envelope.mac, keys)
      else { continue }
      guard let plain = VaultCipher.decrypt(envelope.ciphertext, keys) else {
        throw DiagnosticError(.invalidVault, "the padding of the vault text is damaged", at: place)
      }
      return (plain, secrets[position], envelope.id)
    }
    throw wrongPassword(subject, envelope.id, place)
  }

  private func wrongPassword(_ subject: String, _ id: String?, _ place: Span?) -> DiagnosticError {
    let tried = candidates(for: id).map { "`\(secrets[$0].id)`" }
    var notes = ["tried \(tried.isEmpty ? "no password" : "the passwords of id " + tried.joined(separator: ", "))"]
    if let id { notes.append("the text says it belongs to vault id `\(id)`") }
    let known = id.map { wanted in secrets.contains { $0.id == wanted } } ?? true
    return DiagnosticError(
      .wrongVaultPassword, "no vault password opens \(subject)", at: place, notes: notes,
      help: known
        ? ["check the password; if it is right, the text was altered after it was encrypted"]
        : ["give the password of that id with `--vault-id \(id ?? "")@FILE`"])
  }

  /// Positions of the passwords to try, those of the text's own id first.
  private func candidates(for id: String?) -> [Int] {
    let wanted = id ?? VaultSecret.defaultID
    let own = secrets.indices.filter { secrets[$0].id == wanted }
    return requiresMatchingID ? own : own + secrets.indices.filter { secrets[$0].id != wanted }
  }

  private func derived(_ salt: [UInt8], _ position: Int) -> VaultCipher.Keys? {
    let key = CacheKey(salt: salt, secret: position)
    if let known = keys.withLock({ $0[key] }) { return known }
    guard let fresh = VaultCipher.Keys(password: secrets[position].bytes, salt: salt) else { return nil }
    keys.withLock { $0[key] = fresh }
    return fresh
  }

  /// Encrypts bytes as a vault text; an id other than `default` gives format 1.2. A salt makes it reproducible.
  package static func encrypt(
    _ plaintext: [UInt8], with secret: VaultSecret, id: String? = nil, salt: [UInt8]? = nil
  ) throws(DiagnosticError) -> String {
    guard !VaultEnvelope.isEncrypted(plaintext) else {
      throw DiagnosticError(.invalidVault, "the input is encrypted already")
    }
    guard let salt = salt ?? VaultCipher.randomSalt(),
      let keys = VaultCipher.Keys(password: secret.bytes, salt: salt),
      let ciphertext = VaultCipher.encrypt(plaintext, keys)
    else {
      throw DiagnosticError(
        .invalidVault, "libcrypto refused to encrypt", notes: ["this is a fault of the installation"])
    }
    let shown = id.flatMap { $0.isEmpty || $0 == VaultSecret.defaultID ? nil : $0 }
    return VaultEnvelope(
      id: shown, salt: salt, mac: VaultCipher.authenticate(ciphertext, keys), ciphertext: ciphertext
    ).text
  }

  /// A file with its contents in the clear: opened when it is a vault, as it is otherwise.
  package func read(_ path: String, name: String? = nil) throws(DiagnosticError) -> SourceFile {
    let shown = name ?? path
    let bytes = try SourceFile.readBytes(path, name: shown)
    guard VaultEnvelope.isEncrypted(bytes) else { return SourceFile(path: shown, text: bytes) }
    let cipher = SourceFile(path: shown, text: [], isSecret: true)
    let place = Span(file: cipher, line: 1, column: 1)
    return SourceFile(path: shown, text: try decrypt(bytes, at: place, name: shown), isSecret: true)
  }
}
