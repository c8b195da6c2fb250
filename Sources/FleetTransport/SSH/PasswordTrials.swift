import Synchronization

/// How often a password was refused: after a few machines in a row nobody else is asked with it, so that a mistyped one
/// does not lock an account everywhere.
final class PasswordTrials: Sendable {
  private struct Login: Hashable {
    let user: String
    let password: Secret
  }

  private let refusals = Mutex<[Login: Int]>([:])

  func mayTry(_ password: Secret, user: String) -> Bool {
    refusals.withLock { ($0[Login(user: user, password: password)] ?? 0) < SSHLimits.passwordRefusals }
  }

  func note(_ password: Secret, user: String, wasRight: Bool) {
    refusals.withLock { refusals in
      let login = Login(user: user, password: password)
      // One that was right somewhere is no mistake.
      refusals[login] = wasRight ? Int.min / 2 : (refusals[login] ?? 0) + 1
    }
  }
}
