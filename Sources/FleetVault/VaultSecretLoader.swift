package import FleetCore
import FleetSystem

/// Gathers the vault passwords of a run from ids, files, scripts and prompts (Ansible's `setup_vault_secrets`).
package struct VaultSecretLoader: Sendable {
  /// Asks the user without showing what is typed; the argument is the prompt.
  package typealias Prompt = @Sendable (String) throws(DiagnosticError) -> String

  /// `--vault-id`, behind the ones of `vault_identity_list`: `name@file`, `name@prompt`, `file` or `prompt`.
  package var ids: [String]
  /// `--vault-password-file` and the setting of that name.
  package var passwordFiles: [String]
  /// `--ask-vault-pass`.
  package var asksPassword: Bool
  /// Asks twice, for a password that is being made.
  package var isNew: Bool
  package var timeoutSeconds: Double
  private let prompt: Prompt?

  package init(
    ids: [String] = [], passwordFiles: [String] = [], asksPassword: Bool = false, isNew: Bool = false,
    timeoutSeconds: Double = 300, prompt: Prompt? = nil
  ) {
    self.ids = ids
    self.passwordFiles = passwordFiles
    self.asksPassword = asksPassword
    self.isNew = isNew
    self.timeoutSeconds = timeoutSeconds
    self.prompt = prompt
  }

  /// The passwords, best first. A source that fails is an error: a run never starts with half of its passwords.
  package func load() throws(DiagnosticError) -> [VaultSecret] {
    var secrets: [VaultSecret] = []
    for slug in ids {
      let parts = slug.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let (id, source) = parts.count == 2 ? (parts[0], parts[1]) : ("", slug)
      secrets.append(try secret(id.isEmpty ? VaultSecret.defaultID : id, source, isNamed: !id.isEmpty, known: secrets))
    }
    for file in passwordFiles {
      secrets.append(try secret(VaultSecret.defaultID, file, isNamed: false, known: secrets))
    }
    if asksPassword {
      let words = isNew ? ["New Vault password: ", "Confirm New Vault password: "] : ["Vault password: "]
      secrets.append(try asked(VaultSecret.defaultID, words))
    }
    return secrets
  }

  private func secret(
    _ id: String, _ source: String, isNamed: Bool, known: [VaultSecret]
  ) throws(DiagnosticError) -> VaultSecret {
    if source == "prompt" || source == "prompt_ask_vault_pass" {
      return try asked(
        id,
        isNew
          ? ["New vault password (\(id)): ", "Confirm new vault password (\(id)): "] : ["Vault password (\(id)): "])
    }
    let path = FilePath.absolute(FilePath.expandingHome(FilePath.expandingVariables(source)))
    guard FileSystem.exists(path) else {
      throw DiagnosticError(
        .vaultPasswordSource, "the vault password file `\(source)` was not found",
        help: ["check the path given by `--vault-password-file`, `--vault-id` or the settings"])
    }
    guard !FileSystem.isDirectory(path) else {
      throw DiagnosticError(.vaultPasswordSource, "the vault password file `\(source)` is a folder")
    }
    let bytes =
      FileSystem.isExecutable(path)
      ? try scriptAnswer(path, source, id: isNamed ? id : nil) : try fileContents(path, source, known)
    guard !bytes.isEmpty else {
      throw DiagnosticError(.vaultPasswordSource, "the vault password from `\(source)` is empty")
    }
    return VaultSecret(id: id, bytes: bytes)
  }

  /// A password file may itself be a vault of a password that came before.
  private func fileContents(
    _ path: String, _ source: String, _ known: [VaultSecret]
  ) throws(DiagnosticError) -> [UInt8] {
    var bytes = Self.trimmed(try SourceFile.readBytes(path, name: source)) { $0 == 32 || (9...13).contains($0) }
    if VaultEnvelope.isEncrypted(bytes) { bytes = try Vault(secrets: known).decrypt(bytes, name: source) }
    return Self.trimmed(bytes) { $0 == 10 || $0 == 13 }
  }

  /// `something-client` scripts are told the id (`script_is_client`).
  private func scriptAnswer(_ path: String, _ source: String, id: String?) throws(DiagnosticError) -> [UInt8] {
    let isClient = FilePath.splitExtension(FilePath.name(of: path)).stem.hasSuffix("-client")
    var arguments = [path]
    if isClient, let id { arguments += ["--vault-id", id] }
    var command = Command(arguments)
    command.timeoutSeconds = timeoutSeconds
    let output: CommandOutput
    do throws(SystemError) {
      output = try command.run()
    } catch {
      throw DiagnosticError(
        .vaultPasswordSource, "the vault password script `\(source)` could not be run: \(error.reason)",
        help: ["if it is a password and not a script, take away its right to be executed: `chmod -x \(source)`"])
    }
    guard !output.isTimedOut else {
      throw DiagnosticError(
        .vaultPasswordSource, "the vault password script `\(source)` did not end within \(Int(timeoutSeconds)) seconds")
    }
    guard output.isSuccess else {
      let said = output.stderrText.trimmingSpace()
      let wanted = isClient && output.status == 2 ? " found no password for id `\(id ?? "")`" : " failed"
      throw DiagnosticError(
        .vaultPasswordSource, "the vault password script `\(source)`\(wanted) (exit status \(output.status))",
        notes: said.isEmpty ? [] : ["it said: \(said)"])
    }
    return Self.trimmed(output.stdout) { $0 == 10 || $0 == 13 }
  }

  private func asked(_ id: String, _ words: [String]) throws(DiagnosticError) -> VaultSecret {
    guard let prompt else {
      throw DiagnosticError(.vaultPasswordSource, "a vault password is needed and nobody can be asked")
    }
    var answers: [[UInt8]] = []
    for text in words {
      answers.append(Self.trimmed(Array(try prompt(text).utf8)) { $0 == 32 || (9...13).contains($0) })
    }
    guard let first = answers.first, !first.isEmpty else {
      throw DiagnosticError(.vaultPasswordSource, "the vault password is empty")
    }
    guard answers.allSatisfy({ $0 == first }) else {
      throw DiagnosticError(.vaultPasswordSource, "the passwords do not match")
    }
    return VaultSecret(id: id, bytes: first)
  }

  private static func trimmed(_ bytes: [UInt8], _ isTrimmed: (UInt8) -> Bool) -> [UInt8] {
    var slice = bytes[...]
    while let first = slice.first, isTrimmed(first) { slice.removeFirst() }
    while let last = slice.last, isTrimmed(last) { slice.removeLast() }
    return Array(slice)
  }
}
