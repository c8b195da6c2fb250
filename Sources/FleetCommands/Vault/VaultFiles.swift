import FleetCore
import FleetVault

/// Encrypting, decrypting, viewing and rekeying of files.
struct VaultFiles: VaultWork {
  let options: ParsedOptions
  let session: CommandSession

  private func paths() throws(DiagnosticError) -> [String] {
    guard options.value("output") == nil || options.arguments.count <= 1 else {
      throw DiagnosticError(.optionConflict, "at most one input file may be used with the --output option")
    }
    if options.arguments.isEmpty, session.isTerminal { session.writeError("Reading from standard input\n") }
    return options.arguments.isEmpty ? ["-"] : options.arguments
  }

  func encrypt() throws(DiagnosticError) {
    let paths = try paths()
    let secret = try encryptionSecret()
    for path in paths {
      let plain = try read(path)
      guard !VaultEnvelope.isEncrypted(plain) else {
        throw DiagnosticError(.invalidVault, "`\(path)` is encrypted already")
      }
      let text = try Vault.encrypt(plain, with: secret, id: secret.id)
      try write(Array(text.utf8), to: options.value("output") ?? path)
    }
    done("Encryption successful")
  }

  func decrypt() throws(DiagnosticError) {
    let paths = try paths()
    let vault = try session.vault(options, asksWhenNone: true)
    for path in paths { try write(try plaintext(path, vault).plaintext, to: options.value("output") ?? path) }
    done("Decryption successful")
  }

  func view() throws(DiagnosticError) {
    let vault = try session.vault(options, asksWhenNone: true)
    for path in options.arguments {
      var plain = try plaintext(path, vault).plaintext
      if plain.last != 10 { plain.append(10) }
      Terminal.write(plain)
    }
  }

  func rekey() throws(DiagnosticError) {
    let vault = try session.vault(options, asksWhenNone: true)
    let loader = VaultSecretLoader(
      ids: options.values("new-vault-id"), passwordFiles: options.values("new-vault-password-file"),
      asksPassword: !options.has("new-vault-id") && !options.has("new-vault-password-file"), isNew: true,
      prompt: PasswordPrompt.ask)
    let secret = try chosen(try loader.load())
    for path in options.arguments {
      let plain = try plaintext(path, vault).plaintext
      try write(Array(try Vault.encrypt(plain, with: secret, id: secret.id).utf8), to: path)
    }
    session.write("Rekey successful\n")
  }

  func plaintext(
    _ path: String, _ vault: Vault
  ) throws(DiagnosticError) -> (plaintext: [UInt8], secret: VaultSecret, id: String?) {
    let bytes = try read(path)
    guard VaultEnvelope.isEncrypted(bytes) else {
      throw DiagnosticError(.invalidVault, "input is not vault encrypted data for `\(path)`")
    }
    return try vault.open(bytes, name: path)
  }
}
