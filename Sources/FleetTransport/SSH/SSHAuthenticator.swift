/// What logins of a run share: private keys, passwords that were refused, and whom to ask.
actor SSHAuthenticator {
  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  nonisolated let keys: PrivateKeys
  nonisolated let passwords = PasswordTrials()
  private let prompts: LoginPrompts
  /// One question at a time.
  private let asking: Gate

  init(on loop: IOLoop, prompts: LoginPrompts) {
    self.loop = loop
    self.prompts = prompts
    keys = PrivateKeys(on: loop, passphrase: prompts.passphrase)
    asking = Gate(1, on: loop)
  }

  /// A human's answer to an sshd's question; nil when nobody can be asked.
  func answer(to question: LoginQuestion) async -> Secret? {
    guard let answer = prompts.answer else { return nil }
    await asking.enter()
    let text = await answer(question)
    await asking.leave()
    return text
  }
}
