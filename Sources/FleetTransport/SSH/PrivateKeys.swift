import CLibSSH
import Glibc

/// The private keys of a run, each read once. Used only on one loop: libssh's keys belong to one thread.
actor PrivateKeys {
  /// A key as libssh holds it; it lives as long as the run.
  final class Key: @unchecked Sendable {
    let handle: ssh_key
    init(_ handle: ssh_key) { self.handle = handle }
    deinit { ssh_key_free(handle) }
  }

  enum Outcome: Sendable {
    /// The certificate beside the key comes first, if there is one.
    case keys([Key])
    case missing
    /// Encrypted, and nobody could say the passphrase.
    case locked
    case unreadable(String)
  }

  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  private let passphrase: (@Sendable (_ keyFile: String) async -> Secret?)?
  private var outcomes: [String: Outcome] = [:]
  private let asking: Gate

  init(on loop: IOLoop, passphrase: (@Sendable (_ keyFile: String) async -> Secret?)?) {
    self.loop = loop
    self.passphrase = passphrase
    asking = Gate(1, on: loop)
  }

  /// The keys of a file, each certificate for it first: `KEY-cert.pub` beside it, and those of `CertificateFile`.
  func outcome(of file: String, certificates: [String] = []) async -> Outcome {
    guard case .keys(let keys) = await outcome(of: file), let plain = keys.last, !certificates.isEmpty else {
      return await outcome(of: file)
    }
    return .keys(certificates.compactMap { Self.key(plain, with: $0) } + keys)
  }

  private func outcome(of file: String) async -> Outcome {
    if let outcome = outcomes[file] { return outcome }
    // One question for a passphrase at a time, and one answer for all machines.
    await asking.enter()
    let outcome: Outcome
    if let known = outcomes[file] { outcome = known } else { outcome = await load(file) }
    outcomes[file] = outcome
    await asking.leave()
    return outcome
  }

  private func load(_ file: String) async -> Outcome {
    guard LocalFile.exists(file) else { return .missing }
    if access(file, R_OK) != 0 { return .unreadable(Socket.errorText(errno)) }
    if let key = Self.read(file, nil) { return .keys(Self.withCertificate(key, file)) }
    guard Self.isEncrypted(file) else { return .unreadable("not a private key that libssh can read") }
    for _ in 0..<3 {
      guard let answer = await passphrase?(file) else { return .locked }
      if let key = Self.read(file, answer) { return .keys(Self.withCertificate(key, file)) }
    }
    return .locked
  }

  private static func read(_ file: String, _ passphrase: Secret?) -> Key? {
    var handle: ssh_key?
    let status = ssh_pki_import_privkey_file(file, passphrase?.text, nil, nil, &handle)
    guard status == SSH_OK, let handle else { return nil }
    return Key(handle)
  }

  /// OpenSSH takes `KEY-cert.pub` with a key when it is there.
  private static func withCertificate(_ key: Key, _ file: String) -> [Key] {
    [self.key(key, with: "\(file)-cert.pub"), key].compactMap(\.self)
  }

  /// The key with a certificate that is for it; nil when there is none in the file.
  private static func key(_ key: Key, with file: String) -> Key? {
    var certificate: ssh_key?
    guard LocalFile.exists(file), ssh_pki_import_cert_file(file, &certificate) == SSH_OK, let certificate else {
      return nil
    }
    defer { ssh_key_free(certificate) }
    guard let copy = ssh_key_dup(key.handle) else { return nil }
    guard ssh_pki_copy_cert_to_privkey(certificate, copy) == SSH_OK else {
      ssh_key_free(copy)
      return nil
    }
    return Key(copy)
  }

  /// PEM says it in its head, OpenSSH's own format by the name of a cipher other than `none`.
  private static func isEncrypted(_ file: String) -> Bool {
    guard let text = LocalFile.text(file) else { return false }
    if text.contains("ENCRYPTED") { return true }
    guard text.hasPrefix("-----BEGIN OPENSSH PRIVATE KEY-----") else { return false }
    let body = text.split(separator: "\n").dropFirst().prefix { !$0.hasPrefix("-----") }.joined()
    guard let bytes = Base64.decode(String(body)), bytes.count > 24 else { return false }
    // "openssh-key-v1\0", then the cipher's name as a string.
    let length = bytes[15..<19].reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - 19 else { return false }
    return String(decoding: bytes[19..<19 + length], as: UTF8.self) != "none"
  }
}
