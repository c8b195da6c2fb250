import FleetCore
import FleetInventory
import FleetSystem
import FleetVault

/// What the commands of `fleet vault` share: passwords, reading and writing.
protocol VaultWork {
  var options: ParsedOptions { get }
  var session: CommandSession { get }
}

extension VaultWork {
  /// The password to encrypt with: the one of `--encrypt-vault-id`, or the only one.
  func encryptionSecret() throws(DiagnosticError) -> VaultSecret {
    try chosen(try session.vaultSecrets(options, isNew: true, asksWhenNone: true))
  }

  func chosen(_ secrets: [VaultSecret]) throws(DiagnosticError) -> VaultSecret {
    let names = secrets.map(\.id).joined(separator: ",")
    guard let wanted = options.value("encrypt-vault-id") ?? session.settings.vaultEncryptIdentity else {
      guard let first = secrets.first, secrets.count == 1 else {
        throw DiagnosticError(
          .optionConflict, "the vault ids \(names) are available to encrypt",
          help: ["choose one with `--encrypt-vault-id`"])
      }
      return first
    }
    guard let match = secrets.first(where: { $0.id == wanted }) else {
      throw DiagnosticError(
        .vaultPasswordSource,
        "Did not find a match for --encrypt-vault-id=\(wanted) in the known vault-ids "
          + "[\(secrets.map { "'\($0.id)'" }.joined(separator: ", "))]")
    }
    return match
  }

  /// The file's bytes; `-` is standard input.
  func read(_ path: String) throws(DiagnosticError) -> [UInt8] {
    path == "-" ? Terminal.readInput(limit: Limits.sourceFileBytes) : try SourceFile.readBytes(path, name: path)
  }

  /// Writes so that nobody else can read it; a file that is there keeps its mode. `-` is standard output.
  func write(_ bytes: [UInt8], to path: String) throws(DiagnosticError) {
    guard path != "-" else { return Terminal.write(bytes) }
    do throws(SystemError) {
      let target = FileSystem.resolvedAsFarAsPossible(path)
      let mode = try FileSystem.statusIfPresent(target)?.permissions ?? 0o600
      try FileSystem.replace(target, with: bytes, mode: mode)
    } catch {
      throw DiagnosticError(.unwritableFile, "cannot write `\(path)`: \(error.reason)")
    }
  }

  /// Said only to somebody who looks.
  func done(_ words: String) {
    if session.isTerminal { session.writeError(words + "\n") }
  }
}
