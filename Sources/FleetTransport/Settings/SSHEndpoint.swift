/// One sshd to log in to, with everything that is known about how: a machine, or a hop on the way to it.
struct SSHEndpoint: Sendable, Hashable {
  /// Seconds to wait for a connection, where nobody says otherwise.
  static let patience: Double = 10
  /// Seconds between questions for a sign of life, where nobody says otherwise.
  static let keepAlive: Double = 15

  /// Where to connect to: a name or an address.
  var host: String
  var port: UInt16
  var user: String
  var password: Secret?
  /// Private keys, in the order to try.
  var keyFiles: [String] = []
  /// Certificates for them, beside those that lie next to the keys.
  var certificateFiles: [String] = []
  /// Whether everything is compressed on the way (`Compression yes`): for slow lines, as it costs time here and there.
  var compresses = false
  /// Whether machines are reached through it.
  var isBastion = false
  /// Whether the key files were asked for: a missing one is then worth a word.
  var namesKeyFiles = false
  /// Whether ssh-agent's other keys are left alone.
  var usesOnlyNamedKeys = false
  /// ssh-agent's socket; nil for none.
  var identityAgent: String?
  var hostKeyPolicy = HostKeyPolicy.strict
  var knownHostsFiles: [String] = []
  var hashesKnownHosts = false
  /// The name under which known_hosts has the machine.
  var hostKeyName: String
  var connectTimeoutSeconds = Self.patience
  var keepAliveSeconds = Self.keepAlive
  var keepAliveMisses = 3
  /// A command whose standard streams reach the sshd, as ssh_config's ProxyCommand.
  var proxyCommand: String?

  init(host: String, port: UInt16 = 22, user: String) {
    self.host = host
    self.port = port
    self.user = user
    hostKeyName = host
  }

  /// `user@host`, with the port when it is not the usual one.
  var place: String { port == 22 ? "\(user)@\(host)" : "\(user)@\(host):\(port)" }
}

/// What happens with a host key that is not known.
enum HostKeyPolicy: Sendable, Hashable {
  /// Refused.
  case strict
  /// Written down and trusted; a changed one is still refused.
  case acceptNew
  /// Nothing is checked.
  case off
}
