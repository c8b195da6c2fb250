import FleetTransport
import Glibc

extension CommandSession {
  /// The connections of a run: they warn the user, and ask for the passphrase of an encrypted key where somebody can
  /// type it.
  func connections() -> SSHConnectionProvider {
    SSHConnectionProvider(
      passphrase: { keyFile in
        guard isatty(0) == 1 else { return nil }
        // On a thread of its own: the connections go on while the user types.
        return await Task.detached {
          (try? PasswordPrompt.ask("Enter passphrase for key '\(keyFile)': ")).map { Secret($0) }
        }.value
      },
      warn: { text in warn(text) })
  }
}
