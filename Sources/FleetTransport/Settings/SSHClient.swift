import CSystem
import Glibc

/// Who runs this program, and where OpenSSH's files of that user are.
package struct SSHClient: Sendable {
  package var home: String
  package var user: String
  package var userConfig: String
  package var systemConfig: String
  /// `SSH_AUTH_SOCK`.
  package var agentSocket: String?

  package init(
    home: String, user: String, userConfig: String? = nil, systemConfig: String = "/etc/ssh/ssh_config",
    agentSocket: String? = nil
  ) {
    self.home = home
    self.user = user
    self.userConfig = userConfig ?? "\(home)/.ssh/config"
    self.systemConfig = systemConfig
    self.agentSocket = agentSocket
  }

  /// As the system has it: the account's home rather than `HOME`, as OpenSSH does, unless there is no account.
  package static func current() -> SSHClient {
    let account = getpwuid(geteuid())?.pointee
    let accountHome = account.flatMap { $0.pw_dir }.map { String(cString: $0) }
    let accountName = account.flatMap { $0.pw_name }.map { String(cString: $0) }
    let socket = variable("SSH_AUTH_SOCK")
    return SSHClient(
      home: accountHome ?? variable("HOME") ?? "/", user: accountName ?? variable("USER") ?? "root",
      agentSocket: socket?.isEmpty == false ? socket : nil)
  }

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  var defaultKeyFiles: [String] { ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(home)/.ssh/\($0)" } }
  var defaultKnownHostsFiles: [String] {
    ["\(home)/.ssh/known_hosts", "\(home)/.ssh/known_hosts2", "/etc/ssh/ssh_known_hosts"]
  }
}
