/// Whom to ask what only a human knows; nil answers mean that nobody can.
package struct LoginPrompts: Sendable {
  package var passphrase: (@Sendable (_ keyFile: String) async -> Secret?)?
  package var answer: (@Sendable (LoginQuestion) async -> Secret?)?

  package init(
    passphrase: (@Sendable (_ keyFile: String) async -> Secret?)? = nil,
    answer: (@Sendable (LoginQuestion) async -> Secret?)? = nil
  ) {
    self.passphrase = passphrase
    self.answer = answer
  }
}
