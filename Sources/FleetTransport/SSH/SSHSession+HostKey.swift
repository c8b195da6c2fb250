import CLibSSH

extension SSHSession {
  /// The key with which the machine proved itself in the key exchange.
  private func serverKey() throws(ConnectionError) -> HostKey {
    var raw: ssh_key?
    guard ssh_get_server_publickey(handle, &raw) == SSH_OK, let raw else { throw fault("host key") }
    defer { ssh_key_free(raw) }
    var text: UnsafeMutablePointer<CChar>?
    guard ssh_pki_export_pubkey_base64(raw, &text) == SSH_OK, let text else { throw fault("host key") }
    defer { ssh_string_free_char(text) }
    guard let key = HostKey(base64: String(cString: text)) else { throw fault("host key") }
    return key
  }

  /// Fails unless the machine is the one that known_hosts knows; writes down a new one when the policy says so.
  /// Gives a warning for the user, if there is one.
  func checkHostKey(_ store: KnownHostsStore) throws(ConnectionError) -> String? {
    let key = try serverKey()
    let known = store.hosts(in: endpoint.knownHostsFiles)
    let verdict = known.verdict(on: key, host: endpoint.hostKeyName, port: endpoint.port)
    if endpoint.hostKeyPolicy == .off {
      if case .known = verdict { return nil }
      return "host keys are not checked: anyone between here and \(endpoint.host) can read and change everything"
    }
    switch verdict {
    case .known: return nil
    case .revoked(let entry):
      throw ConnectionError(
        .hostKeyChanged, "\(endpoint.place): the host key \(key.fingerprint) is revoked at \(entry.place)")
    case .changed(let entry): throw changed(key, entry)
    case .onlyAuthority(let entry):
      throw unknown(
        key, "only a certificate authority is known for it (\(entry.place)), and host certificates are not supported")
    case .unknown:
      guard endpoint.hostKeyPolicy == .acceptNew else { throw unknown(key, "it is not in known_hosts") }
      let fault = store.append(
        key, host: endpoint.hostKeyName, port: endpoint.port, files: endpoint.knownHostsFiles,
        isHashed: endpoint.hashesKnownHosts)
      return fault.map { "the new host key of \(endpoint.host) was accepted but not written down: \($0)" }
    }
  }

  private func unknown(_ key: HostKey, _ reason: String) -> ConnectionError {
    let name = KnownHosts.name(endpoint.hostKeyName, port: endpoint.port)
    let port = endpoint.port == 22 ? "" : "-p \(endpoint.port) "
    let file = endpoint.knownHostsFiles.first ?? "~/.ssh/known_hosts"
    return ConnectionError(
      .hostKeyUnknown,
      "Host key verification failed. \(endpoint.place): the \(key.shortType) host key \(key.fingerprint) cannot be "
        + "trusted: \(reason)",
      help: "compare the fingerprint, then `ssh-keyscan \(port)\(endpoint.host) >> \(file)` (as `\(name)`), or accept "
        + "new keys with `-o StrictHostKeyChecking=accept-new` in ssh_common_args")
  }

  private func changed(_ key: HostKey, _ entry: KnownHosts.Entry) -> ConnectionError {
    let name = KnownHosts.name(endpoint.hostKeyName, port: endpoint.port)
    return ConnectionError(
      .hostKeyChanged,
      "Host key verification failed. REMOTE HOST IDENTIFICATION HAS CHANGED: \(endpoint.place) shows the "
        + "\(key.shortType) host key \(key.fingerprint), but \(entry.place) has the \(entry.key.shortType) key "
        + entry.key.fingerprint,
      help: "someone may be listening in; if the machine was made anew, remove the old key with "
        + "`ssh-keygen -R '\(name)' -f \(entry.file)`")
  }
}
