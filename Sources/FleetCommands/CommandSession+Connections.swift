import FleetTransport
import Glibc

extension CommandSession {
  /// The connections of a run: they warn the user, and ask for the passphrase of an encrypted key where somebody can
  /// type it.
  func connections() -> SSHConnectionProvider {
    SSHConnectionProvider(
      prompts: LoginPrompts(
        passphrase: { keyFile in await Self.asked("Enter passphrase for key '\(keyFile)': ") },
        answer: { question in await Self.asked("(\(question.place)) \(question.text)", isHidden: !question.isShown) }),
      warn: { text in warn(text) })
  }

  /// What somebody types, on a thread of its own: the connections go on meanwhile. nil where nobody can type.
  private static func asked(_ prompt: String, isHidden: Bool = true) async -> Secret? {
    guard isatty(0) == 1 else { return nil }
    return await Task.detached { (try? PasswordPrompt.line(prompt, isHidden: isHidden)).map { Secret($0) } }.value
  }
}
