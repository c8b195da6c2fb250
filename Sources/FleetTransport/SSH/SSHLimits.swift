/// Bounds of logins and sessions.
enum SSHLimits {
  /// Machines that may refuse a password before it is not tried any more.
  static let passwordRefusals = 3
  /// Seconds between signs of life of a bastion, on which many machines depend.
  static let bastionKeepAliveSeconds = 3.0
  /// Seconds after a deadline in which a peer that still sends may come to an end: a busy control side reads late.
  static let lateSeconds = 5.0
  /// Sessions to one machine, when its sshd lets no more processes into one.
  static let sessionsPerMachine = 8
  /// Rounds of questions in one keyboard-interactive login.
  static let interactiveRounds = 10

  static let keyExchanges =
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,"
    + "diffie-hellman-group18-sha512,diffie-hellman-group16-sha512,diffie-hellman-group-exchange-sha256,"
    + "diffie-hellman-group14-sha256"
  /// AES-GCM before ChaCha20-Poly1305, as in OpenSSH since 10.0: cutting off the beginning of a connection (Terrapin,
  /// CVE-2023-48795) works on ChaCha20-Poly1305 with a server that lacks the strict key exchange, and not on AES-GCM.
  static let ciphers =
    "aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr,chacha20-poly1305@openssh.com"
  static let macs =
    "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512"
}
