import CLibSSH

extension SSHSession {
  private static let interactiveRounds = 10

  /// What authentication found on its way, to tell when it fails.
  private struct Attempts {
    var tried: [String] = []
    var notes: [String] = []
  }

  /// Logs in: key files, ssh-agent, password, keyboard-interactive, in that order; a partial success goes on to the
  /// next kind.
  func authenticate(_ keys: PrivateKeys, by deadline: Deadline) async throws(ConnectionError) {
    var attempts = Attempts()
    if try await tryNone(by: deadline) { return }
    if try await tryKeyFiles(keys, &attempts, by: deadline) { return }
    if try await tryAgent(&attempts, by: deadline) { return }
    if try await tryPassword(&attempts, by: deadline) { return }
    throw denied(attempts)
  }

  private func offers(_ method: UInt32) -> Bool { UInt32(bitPattern: ssh_userauth_list(handle, nil)) & method != 0 }

  /// True when logged in, false when another way must be tried.
  private func attempt(by deadline: Deadline, _ body: () -> Int32) async throws(ConnectionError) -> Bool {
    let status = try await until(again: SSH_AUTH_AGAIN.rawValue, by: deadline, body)
    switch status {
    case SSH_AUTH_SUCCESS.rawValue:
      try makeCrank()
      return true
    case SSH_AUTH_ERROR.rawValue where ssh_is_connected(handle) == 0:
      throw ConnectionError(.authentication, "\(endpoint.place): the connection was closed at login: \(errorText)")
    default: return false
    }
  }

  /// Asks which ways there are; an sshd that needs none lets in right away.
  private func tryNone(by deadline: Deadline) async throws(ConnectionError) -> Bool {
    try await attempt(by: deadline) { ssh_userauth_none(handle, nil) }
  }

  private func tryKeyFiles(
    _ keys: PrivateKeys, _ attempts: inout Attempts, by deadline: Deadline
  ) async throws(ConnectionError) -> Bool {
    guard offers(SSH_AUTH_METHOD_PUBLICKEY) else { return false }
    for file in endpoint.keyFiles {
      switch await keys.outcome(of: file) {
      case .keys(let found):
        attempts.tried.append(file)
        for key in found {
          if try await attempt(by: deadline, { ssh_userauth_publickey(handle, nil, key.handle) }) { return true }
        }
      case .missing: if endpoint.namesKeyFiles { attempts.notes.append("no such key file: \(file)") }
      case .locked: attempts.notes.append("the key \(file) is encrypted and its passphrase was not given")
      case .unreadable(let reason): attempts.notes.append("the key \(file) cannot be used: \(reason)")
      }
    }
    return false
  }

  private func tryAgent(_ attempts: inout Attempts, by deadline: Deadline) async throws(ConnectionError) -> Bool {
    guard endpoint.identityAgent != nil, offers(SSH_AUTH_METHOD_PUBLICKEY) else { return false }
    attempts.tried.append("ssh-agent")
    guard endpoint.usesOnlyNamedKeys else {
      return try await attempt(by: deadline) { ssh_userauth_agent(handle, nil) }
    }
    for file in endpoint.keyFiles {
      var raw: ssh_key?
      let path = file.hasSuffix(".pub") ? file : "\(file).pub"
      guard ssh_pki_import_pubkey_file(path, &raw) == SSH_OK, let raw else { continue }
      let key = PrivateKeys.Key(raw)
      if try await attempt(by: deadline, { ssh_userauth_agent_pubkey(handle, nil, key.handle) }) { return true }
    }
    return false
  }

  private func tryPassword(_ attempts: inout Attempts, by deadline: Deadline) async throws(ConnectionError) -> Bool {
    guard let password = endpoint.password else { return false }
    if offers(SSH_AUTH_METHOD_PASSWORD) {
      attempts.tried.append("password")
      if try await attempt(by: deadline, { ssh_userauth_password(handle, nil, password.text) }) { return true }
    }
    guard offers(SSH_AUTH_METHOD_INTERACTIVE) else { return false }
    attempts.tried.append("keyboard-interactive")
    for _ in 0..<Self.interactiveRounds {
      var asked = false
      let isIn = try await attempt(by: deadline) {
        let status = ssh_userauth_kbdint(handle, nil, nil)
        asked = status == SSH_AUTH_INFO.rawValue
        return status
      }
      if isIn { return true }
      guard asked else { return false }
      for index in 0..<max(0, ssh_userauth_kbdint_getnprompts(handle)) {
        var isShown: CChar = 0
        _ = ssh_userauth_kbdint_getprompt(handle, UInt32(index), &isShown)
        // A question whose answer is shown is not the one for the password.
        _ = ssh_userauth_kbdint_setanswer(handle, UInt32(index), isShown == 0 ? password.text : "")
      }
    }
    return false
  }

  private func denied(_ attempts: Attempts) -> ConnectionError {
    let names: [(UInt32, String)] = [
      (SSH_AUTH_METHOD_PUBLICKEY, "publickey"), (SSH_AUTH_METHOD_PASSWORD, "password"),
      (SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive"), (SSH_AUTH_METHOD_GSSAPI_MIC, "gssapi-with-mic"),
      (SSH_AUTH_METHOD_HOSTBASED, "hostbased"),
    ]
    let offered = names.filter { offers($0.0) }.map(\.1).joined(separator: ",")
    var help = attempts.notes
    help.append(
      attempts.tried.isEmpty
        ? "no key, agent or password was at hand: set `ansible_ssh_private_key_file`, start ssh-agent, or use `-k`"
        : "tried \(attempts.tried.joined(separator: ", "))")
    return ConnectionError(
      .authentication, "\(endpoint.place): Permission denied (\(offered)).", help: help.joined(separator: "; "))
  }
}
