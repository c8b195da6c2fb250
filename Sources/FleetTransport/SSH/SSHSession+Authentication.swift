import CLibSSH

extension SSHSession {
  /// What authentication found on its way, to tell when it fails.
  private struct Attempts {
    var tried: [String] = []
    var notes: [String] = []
    /// A first way was accepted, and another must follow.
    var isHalfWay = false
  }

  /// Logs in: key files, ssh-agent, password, keyboard-interactive, in that order; a partial success goes on to the
  /// next kind.
  func authenticate(_ authenticator: SSHAuthenticator, by deadline: Deadline) async throws(ConnectionError) {
    var attempts = Attempts()
    if try await tryNone(by: deadline) == .entered { return }
    if try await tryKeyFiles(authenticator.keys, &attempts, by: deadline) { return }
    if try await tryAgent(&attempts, by: deadline) { return }
    if try await tryPassword(authenticator, &attempts, by: deadline) { return }
    throw denied(attempts)
  }

  private func offers(_ method: UInt32) -> Bool { UInt32(bitPattern: ssh_userauth_list(handle, nil)) & method != 0 }

  /// One way to log in, until its answer is there.
  func attempt(by deadline: Deadline, _ body: () -> Int32) async throws(ConnectionError) -> LoginStep {
    let status: Int32
    do throws(ConnectionError) {
      status = try await until(again: SSH_AUTH_AGAIN.rawValue, by: deadline, body)
    } catch {
      guard error.kind == .lost, error.message.contains("Too many authentication failures") else { throw error }
      // Asked again it would say the same, and a guard such as fail2ban would count.
      throw ConnectionError(
        .authentication, error.message,
        help:
          "more keys were tried than sshd's MaxAuthTries allows: name the right one with ansible_private_key_file, or "
          + "hold fewer in ssh-agent")
    }
    switch status {
    case SSH_AUTH_SUCCESS.rawValue:
      try makeCrank()
      return .entered
    case SSH_AUTH_PARTIAL.rawValue: return .partial
    case SSH_AUTH_ERROR.rawValue where ssh_is_connected(handle) == 0:
      throw ConnectionError(.authentication, "\(endpoint.place): the connection was closed at login: \(errorText)")
    default: return .refused
    }
  }

  /// Asks which ways there are; an sshd that needs none lets in right away.
  private func tryNone(by deadline: Deadline) async throws(ConnectionError) -> LoginStep {
    try await attempt(by: deadline) { ssh_userauth_none(handle, nil) }
  }

  private func tryKeyFiles(
    _ keys: PrivateKeys, _ attempts: inout Attempts, by deadline: Deadline
  ) async throws(ConnectionError) -> Bool {
    guard offers(SSH_AUTH_METHOD_PUBLICKEY) else { return false }
    for file in endpoint.keyFiles {
      switch await keys.outcome(of: file, certificates: endpoint.certificateFiles) {
      case .keys(let found):
        attempts.tried.append(file)
        for key in found {
          switch try await attempt(by: deadline, { ssh_userauth_publickey(handle, nil, key.handle) }) {
          case .entered: return true
          case .partial:
            attempts.isHalfWay = true
            return false
          case .refused: continue
          }
        }
      case .missing: if endpoint.namesKeyFiles { attempts.notes.append("no such key file: \(file)") }
      case .locked: attempts.notes.append("the key \(file) is encrypted and its passphrase was not given")
      case .unreadable(let reason): attempts.notes.append("the key \(file) cannot be used: \(reason)")
      }
    }
    return false
  }

  private func tryAgent(_ attempts: inout Attempts, by deadline: Deadline) async throws(ConnectionError) -> Bool {
    guard !attempts.isHalfWay, let socket = endpoint.identityAgent, offers(SSH_AUTH_METHOD_PUBLICKEY) else {
      return false
    }
    guard Socket.answers(unixPath: socket) else {
      attempts.notes.append("ssh-agent does not answer at \(socket): it is gone, or was never there")
      return false
    }
    attempts.tried.append("ssh-agent")
    // libssh cannot ask an agent for one key alone: where only named keys may be used, one of them has to be public
    // here, and the agent's others are offered beside it.
    if endpoint.usesOnlyNamedKeys, !endpoint.keyFiles.contains(where: Self.isPublicHere) {
      attempts.notes.append("IdentitiesOnly: none of the named keys has a public half here, so ssh-agent is not asked")
      return false
    }
    let step = try await attempt(by: deadline) { ssh_userauth_agent(handle, nil) }
    if step == .partial { attempts.isHalfWay = true }
    return step == .entered
  }

  private static func isPublicHere(_ file: String) -> Bool {
    LocalFile.exists(file.hasSuffix(".pub") ? file : "\(file).pub")
  }

  private func tryPassword(
    _ authenticator: SSHAuthenticator, _ attempts: inout Attempts, by deadline: Deadline
  ) async throws(ConnectionError) -> Bool {
    if let password = endpoint.password {
      guard authenticator.passwords.mayTry(password, user: endpoint.user) else {
        attempts.notes.append(
          "the password of \(endpoint.user) was refused by \(SSHLimits.passwordRefusals) machines and is not tried "
            + "again, so that no account is locked")
        return false
      }
      let isIn = try await tryKnownPassword(password, authenticator, &attempts, by: deadline)
      authenticator.passwords.note(password, user: endpoint.user, wasRight: isIn || attempts.isHalfWay)
      if isIn { return true }
      if !attempts.isHalfWay { return false }
    }
    // Nobody is asked for the passwords of two hundred machines, but for what a first key alone does not open, and at
    // the door of all of them.
    guard offers(SSH_AUTH_METHOD_INTERACTIVE), attempts.isHalfWay || endpoint.isBastion else { return false }
    attempts.tried.append("keyboard-interactive")
    return try await tryInteractive(authenticator, mayAsk: true, by: deadline) == .entered
  }

  private func tryKnownPassword(
    _ password: Secret, _ authenticator: SSHAuthenticator, _ attempts: inout Attempts, by deadline: Deadline
  ) async throws(ConnectionError) -> Bool {
    if offers(SSH_AUTH_METHOD_PASSWORD) {
      attempts.tried.append("password")
      switch try await attempt(by: deadline, { ssh_userauth_password(handle, nil, password.text) }) {
      case .entered: return true
      case .partial:
        attempts.isHalfWay = true
        return false
      case .refused: break
      }
    }
    guard offers(SSH_AUTH_METHOD_INTERACTIVE) else { return false }
    attempts.tried.append("keyboard-interactive")
    let mayAsk = attempts.isHalfWay || endpoint.isBastion
    return try await tryInteractive(authenticator, mayAsk: mayAsk, by: deadline) == .entered
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
