import FleetCore
import FleetSystem
import FleetVault

/// `edit` and `create`: the plain text is in a private folder only while the editor runs.
struct VaultEditing: VaultWork {
  let options: ParsedOptions
  let session: CommandSession

  func edit() throws(DiagnosticError) {
    let vault = try session.vault(options, asksWhenNone: true)
    for path in options.arguments {
      let (plain, secret, id) = try VaultFiles(options: options, session: session).plaintext(path, vault)
      let edited = try editor(plain, like: path)
      guard edited != plain else { continue }
      // The id of the header stays, as in Ansible.
      try write(Array(try Vault.encrypt(edited, with: secret, id: id).utf8), to: path)
    }
  }

  func create() throws(DiagnosticError) {
    guard options.arguments.count == 1, let path = options.arguments.first else {
      throw DiagnosticError(.optionConflict, "`create` takes one file")
    }
    guard session.isTerminal || options.has("skip-tty-check") else {
      throw DiagnosticError(.optionConflict, "not a tty, editor cannot be opened")
    }
    guard !FileSystem.exists(path) else {
      throw DiagnosticError(.unwritableFile, "`\(path)` exists", help: ["use `edit` instead"])
    }
    let secret = try encryptionSecret()
    do throws(SystemError) {
      _ = try FileSystem.makeDirectories(FilePath.folder(of: FilePath.absolute(path)))
    } catch {
      throw DiagnosticError(.unwritableFile, "cannot make the folder of `\(path)`: \(error.reason)")
    }
    let plain = try editor([], like: path)
    try write(Array(try Vault.encrypt(plain, with: secret, id: secret.id).utf8), to: path)
  }

  /// Runs `$EDITOR` on a file with this text and gives what it leaves.
  private func editor(_ plain: [UInt8], like path: String) throws(DiagnosticError) -> [UInt8] {
    let words = (Environment.variable("EDITOR") ?? Environment.variable("VISUAL") ?? "vi").words()
    do throws(SystemError) {
      let parent = FileSystem.isWritable("/dev/shm") ? "/dev/shm" : "/tmp"
      let folder = try FileSystem.makeTemporaryDirectory(in: parent, prefix: "fleet-vault-")
      defer { try? FileSystem.removeTree(folder) }
      let file = FilePath.join(folder, "plain" + FilePath.splitExtension(path).ext)
      try FileSystem.create(file, with: plain, mode: 0o600)
      defer { Self.shred(file) }
      guard ForegroundProgram.run(words + [file]) == 0 else {
        throw SystemError("run", words.joined(separator: " "), reason: "it failed")
      }
      return try FileSystem.read(file, limit: Limits.sourceFileBytes)
    } catch {
      throw DiagnosticError(
        .editorFailed, "the editor `\(words.joined(separator: " "))` could not be used: \(error.reason)",
        help: ["set EDITOR to an editor that is installed"])
    }
  }

  /// Overwrites what was there before it is removed.
  private static func shred(_ path: String) {
    guard let size = try? FileSystem.status(path).size else { return }
    try? FileSystem.overwrite(path, with: [UInt8](repeating: 0, count: size))
  }
}
