/// What tells one login from another: two endpoints with the same may use one session, whichever keys they know.
struct SSHLogin: Hashable {
  private let host: String
  private let port: UInt16
  private let user: String
  private let password: Secret?
  private let hostKeyName: String
  private let hostKeyPolicy: HostKeyPolicy
  private let knownHostsFiles: [String]
  private let proxyCommand: String?

  init(_ endpoint: SSHEndpoint) {
    host = endpoint.host
    port = endpoint.port
    user = endpoint.user
    password = endpoint.password
    hostKeyName = endpoint.hostKeyName
    hostKeyPolicy = endpoint.hostKeyPolicy
    knownHostsFiles = endpoint.knownHostsFiles
    proxyCommand = endpoint.proxyCommand
  }
}
