import CCrypto

/// A machine's public key, as known_hosts has it.
struct HostKey: Sendable, Hashable {
  /// Such as `ssh-ed25519`.
  let type: String
  let base64: String

  init(type: String, base64: String) {
    self.type = type
    self.base64 = base64
  }

  /// The type is the first string inside the key; nil for text that is no key.
  init?(base64: String) {
    guard let bytes = Base64.decode(base64), bytes.count > 4 else { return nil }
    let length = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
    guard length > 0, length <= bytes.count - 4 else { return nil }
    type = String(decoding: bytes[4..<4 + length], as: UTF8.self)
    self.base64 = base64
  }

  /// `SHA256:...`, as ssh-keygen -l shows it.
  var fingerprint: String {
    guard let bytes = Base64.decode(base64) else { return "SHA256:?" }
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256(bytes, bytes.count, &digest)
    return "SHA256:" + Base64.encode(digest).prefix { $0 != "=" }
  }

  /// The short name people use, such as `ED25519`.
  var shortType: String {
    switch type {
    case "ssh-ed25519": "ED25519"
    case "ssh-rsa": "RSA"
    case _ where type.hasPrefix("ecdsa-"): "ECDSA"
    default: type
    }
  }

  /// The signature algorithms that prove a key of this type, best first.
  static func algorithms(for type: String) -> [String] {
    type == "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type]
  }

  /// What libssh may offer; the order says which key a machine with several shows.
  static let offered = [
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256",
  ]

  /// The offer with the types that are known for a machine first: else a machine with several keys looks changed.
  static func offer(knowing types: [String]) -> String {
    let known = types.flatMap(algorithms).filter(offered.contains)
    return (known + offered.filter { !known.contains($0) }).joined(separator: ",")
  }
}
