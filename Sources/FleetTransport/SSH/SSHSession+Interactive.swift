import CLibSSH

/// Keyboard-interactive logins: a password in other clothes, one-time codes, an expired password that must be changed.
extension SSHSession {
  private struct Prompt {
    let text: String
    let isShown: Bool
    /// An answer that is shown is not the password; neither is a code.
    var asksForPassword: Bool {
      let lowered = text.lowercased()
      return !isShown
        && !["code", "otp", "token", "passcode", "one-time", "verification"].contains(where: lowered.contains)
    }
  }

  /// Answers with the password where it is asked for, and asks a human for the rest when `mayAsk` says so.
  func tryInteractive(
    _ authenticator: SSHAuthenticator, mayAsk: Bool, by deadline: Deadline
  ) async throws(ConnectionError) -> LoginStep {
    var password = endpoint.password
    var deadline = deadline
    for _ in 0..<SSHLimits.interactiveRounds {
      var asked = false
      let step = try await attempt(by: deadline) {
        let status = ssh_userauth_kbdint(handle, nil, nil)
        asked = status == SSH_AUTH_INFO.rawValue
        return status
      }
      guard asked else { return step }
      for (index, prompt) in prompts().enumerated() {
        let answer: Secret?
        if prompt.asksForPassword, let known = password {
          answer = known
          // Asked for again, it was wrong.
          password = nil
        } else if mayAsk {
          answer = await authenticator.answer(
            to: LoginQuestion(place: endpoint.place, text: prompt.text, isShown: prompt.isShown))
          // People need their time.
          deadline = .after(seconds: endpoint.connectTimeoutSeconds * 2)
        } else {
          answer = nil
        }
        guard let answer else { return .refused }
        _ = ssh_userauth_kbdint_setanswer(handle, UInt32(index), answer.text)
      }
    }
    return .refused
  }

  private func prompts() -> [Prompt] {
    (0..<max(0, ssh_userauth_kbdint_getnprompts(handle))).map { index in
      var isShown: CChar = 0
      let text = ssh_userauth_kbdint_getprompt(handle, UInt32(index), &isShown).map { String(cString: $0) } ?? ""
      return Prompt(text: text, isShown: isShown != 0)
    }
  }
}

/// What one way to log in came to.
enum LoginStep {
  case entered
  /// Accepted, and another way must follow.
  case partial
  case refused
}
