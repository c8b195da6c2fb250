/// What an sshd asks a human at login, such as for a one-time code.
package struct LoginQuestion: Sendable {
  /// Who asks: `user@host`.
  package let place: String
  package let text: String
  /// Whether the answer may be seen while it is typed.
  package let isShown: Bool
}
