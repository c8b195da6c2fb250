import CSystem
import FleetSystem
import Glibc

@testable import FleetTransport

/// An sshd of the test's own on 127.0.0.1: its folder, its keys, its home. Everything goes when it is closed.
final class LoopbackSSHD: Sendable {
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  let port: UInt16
  let folder: String
  let home: String
  let userKey: String
  let hostKeys: [String]
  private let process: Int32

  static let isAvailable = FileSystem.isExecutable("/usr/sbin/sshd") && FileSystem.isExecutable("/usr/bin/ssh-keygen")

  /// `shell` runs each command (its last argument); `options` are further lines of sshd_config.
  init(
    shell: String = "/bin/sh -c", hostKeyTypes: [String] = ["ed25519"], options: [String] = [],
    logLevel: String = "VERBOSE"
  ) throws {
    folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-sshd-")
    home = "\(folder)/home"
    mkdir(home, 0o700)
    if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
    userKey = "\(folder)/user"
    try Self.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", userKey])
    try FileSystem.replace("\(folder)/authorized", with: try FileSystem.read("\(userKey).pub"), mode: 0o600)
    var keys: [String] = []
    for type in hostKeyTypes {
      keys.append("\(folder)/host_\(type)")
      try Self.run(["ssh-keygen", "-q", "-t", type, "-N", "", "-f", "\(folder)/host_\(type)"])
    }
    hostKeys = keys
    let login = "#!/bin/sh\nHOME=\(home); export HOME; cd\nexec \(shell) \"$SSH_ORIGINAL_COMMAND\"\n"
    try FileSystem.create("\(folder)/login", with: Array(login.utf8), mode: 0o755)
    port = try Self.freePort()
    let lines =
      [
        "ListenAddress 127.0.0.1", "Port \(port)", "PidFile none", "AuthorizedKeysFile \(folder)/authorized",
        "StrictModes no", "UsePAM no", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
        "PermitRootLogin yes", "ForceCommand \(folder)/login", "PrintMotd no", "LogLevel \(logLevel)",
      ] + keys.map { "HostKey \($0)" } + options
    try FileSystem.create("\(folder)/config", with: Array((lines.joined(separator: "\n") + "\n").utf8))
    process = try Self.spawn("exec /usr/sbin/sshd -D -E \(folder)/log -f \(folder)/config")
    try waitUntilReachable()
  }

  /// Lines of the log that contain a text, such as `Accepted publickey`.
  func logged(_ text: String) -> Int {
    let log = (try? FileSystem.readText("\(folder)/log")) ?? ""
    return log.split(whereSeparator: \.isNewline).count { $0.contains(text) }
  }

  /// Ends the listener and every connection it made.
  func stop() { kill(-process, SIGKILL) }

  func close() {
    stop()
    waitpid(process, nil, 0)
    try? FileSystem.removeTree(folder)
  }

  /// Ends the connections, while new ones are still taken.
  func cutConnections() throws {
    let own = try FileSystem.list("/proc").compactMap { Int32($0) }
    for id in own where id != process {
      let fields = ((try? FileSystem.readText("/proc/\(id)/stat")) ?? "").split(separator: ")").last?
        .split(separator: " ")
      if let fields, fields.count > 1, Int32(fields[1]) == process { kill(id, SIGKILL) }
    }
  }

  /// A known_hosts file for this sshd; `hash` hides the name.
  func writeKnownHosts(to path: String, hash: Bool = false, keys: [String]? = nil) throws {
    for key in keys ?? hostKeys {
      let text = try FileSystem.readText("\(key).pub").split(separator: " ").prefix(2).joined(separator: " ")
      try FileSystem.append(Array("[127.0.0.1]:\(port) \(text)\n".utf8), to: path)
    }
    if hash { try Self.run(["ssh-keygen", "-q", "-H", "-f", path]) }
  }

  /// A user of ssh without a configuration, whose known_hosts has this sshd.
  func client() throws -> SSHClient {
    let own = "\(folder)/client"
    if mkdir(own, 0o700) == 0 {
      mkdir("\(own)/.ssh", 0o700)
      try writeKnownHosts(to: "\(own)/.ssh/known_hosts")
    }
    return SSHClient(home: own, user: "nobody", systemConfig: "/nonexistent")
  }

  func settings(_ name: String = "loopback") -> ConnectionSettings {
    var settings = ConnectionSettings(hostName: name, address: "127.0.0.1")
    settings.port = port
    settings.user = Accounts().user(id: geteuid())?.name ?? "root"
    settings.privateKeyFiles = [userKey]
    return settings
  }

  func provider(warn: @escaping @Sendable (String) -> Void = { _ in }) throws -> SSHConnectionProvider {
    SSHConnectionProvider(client: try client(), warn: warn)
  }

  static func run(_ words: [String]) throws {
    let output = try Command(words, timeoutSeconds: 30).run()
    if output.status != 0 { throw Fault(description: "\(words): \(String(decoding: output.stderr, as: UTF8.self))") }
  }

  static func spawn(_ command: String) throws -> Int32 {
    let words: [UnsafeMutablePointer<CChar>?] =
      ["/bin/sh", "-c", command].map { (word: String) in strdup(word) } + [nil]
    defer { for word in words { free(word) } }
    var stage: Int32 = 0
    let process = words.withUnsafeBufferPointer { arguments in
      "/bin/sh".withCString { path in
        var options = fleet_spawn_options(
          path: path, arguments: arguments.baseAddress, environment: fleet_environ(), directory: nil, input: -1,
          output: -1, error: -1, umask: -1)
        return fleet_spawn(&options, &stage)
      }
    }
    if process <= 0 { throw Fault(description: "cannot start \(command)") }
    return process
  }

  static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { Glibc.close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
      }
    }
    if status != 0 { throw Fault(description: "no free port: errno \(errno)") }
    return UInt16(bigEndian: address.sin_port)
  }

  private func waitUntilReachable() throws {
    for _ in 0..<200 {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { Glibc.close(descriptor) }
      let address = SocketAddress(numeric: "127.0.0.1", port: port)
      if address?.withSocketAddress({ connect(descriptor, $0, $1) }) == 0 { return }
      usleep(20_000)
    }
    throw Fault(description: "sshd did not come up: \((try? FileSystem.readText("\(folder)/log")) ?? "")")
  }
}
