import CSystem
import FleetSystem
import Glibc
import Synchronization
import Testing

@testable import FleetTransport

/// libssh against a real sshd on the loopback.
@Suite(.enabled(if: LoopbackSSHD.isAvailable, "needs openssh-server: /usr/sbin/sshd is missing"), .serialized)
struct SessionTests {
  private func with<Result>(
    shell: String = "/bin/sh -c", hostKeyTypes: [String] = ["ed25519"], options: [String] = [],
    _ body: (LoopbackSSHD) async throws -> Result
  ) async throws -> Result {
    let server = try LoopbackSSHD(shell: shell, hostKeyTypes: hostKeyTypes, options: options)
    defer { server.close() }
    return try await body(server)
  }

  private func error(_ body: () async throws -> Void) async -> ConnectionError? {
    do {
      try await body()
      return nil
    } catch {
      return error as? ConnectionError
    }
  }

  /// What was agreed on with an sshd that leaves the choice, and with one that has only the cipher of last resort.
  @Test(arguments: [
    ("", "aes256-gcm@openssh.com"), ("Ciphers chacha20-poly1305@openssh.com", "chacha20-poly1305@openssh.com"),
  ]) func ciphersThatNoPrefixIsCutFromComeFirst(_ option: String, _ cipher: String) async throws {
    let server = try LoopbackSSHD(options: [option], logLevel: "DEBUG1")
    defer { server.close() }
    let provider = try server.provider()
    _ = try await provider.raw("true", input: [], settings: server.settings())
    #expect(server.logged("kex: client->server cipher: \(cipher)") == 1)
    await provider.closeAll()
  }

  @Test func commandsWithInputOutputAndStatus() async throws {
    try await with { server in
      let provider = try server.provider()
      let output = try await provider.raw(
        "cat; echo oops >&2; exit 7", input: Array("hi".utf8), settings: server.settings())
      #expect(output.status == 7)
      #expect(output.output == Array("hi".utf8))
      #expect(output.error == Array("oops\n".utf8))
      let large = try await provider.raw("head -c 5000000 /dev/zero", input: [], settings: server.settings())
      #expect(large.output.count == 5_000_000)
      let input = [UInt8](repeating: 65, count: 4_000_000)
      let echoed = try await provider.raw("cat", input: input, settings: server.settings())
      #expect(echoed.output == input)
      #expect(server.logged("Accepted publickey") == 1)
      await provider.closeAll()
    }
  }

  @Test func unknownChangedAndNewHostKeys() async throws {
    try await with(hostKeyTypes: ["ed25519", "rsa"]) { server in
      var client = try server.client()
      client.home = "\(server.folder)/empty"
      mkdir(client.home, 0o700)
      let strict = SSHConnectionProvider(client: client)
      let unknown = await error { _ = try await strict.raw("true", input: [], settings: server.settings()) }
      #expect(unknown?.kind == .hostKeyUnknown)
      #expect(unknown?.message.contains("SHA256:") == true)
      #expect(unknown?.help?.contains("ssh-keyscan -p") == true)

      var settings = server.settings()
      settings.sshArguments = ["-o", "StrictHostKeyChecking=accept-new"]
      _ = try await strict.raw("true", input: [], settings: settings)
      let again = SSHConnectionProvider(client: client)
      _ = try await again.raw("true", input: [], settings: server.settings())

      let file = "\(client.home)/.ssh/known_hosts"
      let other = KnownHostsTests.first
      try FileSystem.replace(
        file, with: Array("# x\n[127.0.0.1]:\(server.port) \(other.type) \(other.base64)\n".utf8), mode: 0o600)
      let changed = await error {
        _ = try await SSHConnectionProvider(client: client).raw("true", input: [], settings: settings)
      }
      #expect(changed?.kind == .hostKeyChanged)
      #expect(changed?.message.contains("\(file):2") == true)

      let warnings = Mutex<[String]>([])
      var careless = server.settings()
      careless.checksHostKeys = false
      let off = SSHConnectionProvider(client: client, warn: { text in warnings.withLock { $0.append(text) } })
      _ = try await off.raw("true", input: [], settings: careless)
      #expect(warnings.withLock { $0.count } == 1)
    }
  }

  @Test func aMachineWithSeveralKeysShowsTheOneThatIsKnown() async throws {
    try await with(hostKeyTypes: ["ed25519", "rsa", "ecdsa"]) { server in
      for key in server.hostKeys {
        var client = try server.client()
        client.home = "\(key)-home"
        mkdir(client.home, 0o700)
        mkdir("\(client.home)/.ssh", 0o700)
        try server.writeKnownHosts(to: "\(client.home)/.ssh/known_hosts", hash: true, keys: [key])
        let output = try await SSHConnectionProvider(client: client).raw("true", input: [], settings: server.settings())
        #expect(output.status == 0)
      }
    }
  }

  @Test func refusedUnresolvedSilentAndDenied() async throws {
    try await with { server in
      let provider = try server.provider()
      var settings = server.settings()
      settings.port = try LoopbackSSHD.freePort()
      let refused = await error { _ = try await provider.raw("true", input: [], settings: settings) }
      #expect(refused?.kind == .refused)
      #expect(refused?.message.contains("Connection refused") == true)

      settings.address = "no-such-machine.invalid"
      let unresolved = await error { _ = try await provider.raw("true", input: [], settings: settings) }
      #expect(unresolved?.kind == .resolve)

      // A listener that never greets.
      let silent = try SilentListener()
      settings.address = "127.0.0.1"
      settings.port = silent.port
      settings.connectTimeoutSeconds = 0.3
      settings.sshArguments = ["-o", "UserKnownHostsFile=/dev/null"]
      let timeout = await error {
        _ = try await SSHDialer(on: provider.loop, prompts: LoginPrompts(), warn: { _ in }, loginSeconds: 0.5).dial(
          SSHRoute(hops: [], target: SSHRouteResolver(client: try server.client()).route(for: settings).route.target))
      }
      #expect(timeout?.kind == .timeout)

      var stranger = server.settings()
      try LoopbackSSHD.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(server.folder)/stranger"])
      stranger.privateKeyFiles = ["\(server.folder)/stranger", "/nonexistent/key"]
      let denied = await error { _ = try await provider.raw("true", input: [], settings: stranger) }
      #expect(denied?.kind == .authentication)
      #expect(denied?.message.contains("Permission denied (publickey)") == true)
      #expect(denied?.help?.contains("no such key file: /nonexistent/key") == true)
    }
  }

  @Test func encryptedKeysAskOnceOrSayWhichOne() async throws {
    try await with { server in
      try LoopbackSSHD.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "open sesame", "-f", server.userKey])
      let locked = await error { _ = try await server.provider().raw("true", input: [], settings: server.settings()) }
      #expect(locked?.kind == .authentication)
      #expect(locked?.help?.contains("\(server.userKey) is encrypted") == true)
      let questions = Mutex(0)
      let prompts = LoginPrompts(passphrase: { _ in
        questions.withLock { $0 += 1 }
        return Secret("open sesame")
      })
      let provider = SSHConnectionProvider(client: try server.client(), prompts: prompts)
      try await withThrowingTaskGroup { group in
        for number in 0..<5 {
          group.addTask { _ = try await provider.raw("true", input: [], settings: server.settings("host\(number)")) }
        }
        try await group.waitForAll()
      }
      #expect(questions.withLock { $0 } == 1)
    }
  }

  @Test(arguments: ["rsa", "ecdsa"]) func otherKindsOfKeys(_ type: String) async throws {
    try await with { server in
      let key = "\(server.folder)/other"
      try LoopbackSSHD.run(["ssh-keygen", "-q", "-t", type, "-N", "", "-f", key])
      try FileSystem.append(try FileSystem.read("\(key).pub"), to: "\(server.folder)/authorized")
      var settings = server.settings()
      settings.privateKeyFiles = [key]
      #expect(try await server.provider().raw("exit 3", input: [], settings: settings).status == 3)
    }
  }

  @Test func anSSHDThatGoesAwayIsNoticed() async throws {
    try await with { server in
      let provider = try server.provider()
      let running = Task { try await provider.raw("sleep 60", input: [], settings: server.settings()) }
      while server.logged("Starting session") == 0 { try await Task.sleep(for: .milliseconds(20)) }
      try server.cutConnections()
      let lost = await error { _ = try await running.value }
      #expect(lost?.kind == .lost)
      // And the next command dials again.
      #expect(try await provider.raw("exit 4", input: [], settings: server.settings()).status == 4)
    }
  }

  @Test func oneLoginAtTheBastionForAllBehindIt() async throws {
    try await with { bastion in
      try await with { target in
        let client = try bastion.client()
        try target.writeKnownHosts(to: "\(client.home)/.ssh/known_hosts")
        let provider = SSHConnectionProvider(client: client)
        let user = target.settings().user ?? "root"
        let jump = "ssh -W %h:%p -q -i \(bastion.userKey) -p \(bastion.port) \(user)@127.0.0.1"
        let input = [UInt8](repeating: 66, count: 300_000)
        try await withThrowingTaskGroup { group in
          for number in 0..<20 {
            group.addTask {
              var settings = target.settings("host\(number)")
              settings.sshArguments = ["-o", "ProxyCommand=\(jump)"]
              let output = try await provider.raw("cat", input: input, settings: settings)
              #expect(output.output == input)
            }
          }
          try await group.waitForAll()
        }
        #expect(bastion.logged("Accepted publickey") == 1)
        #expect(target.logged("Accepted publickey") == 20)

        // The bastion dies; it is dialled again, once.
        try bastion.cutConnections()
        var settings = target.settings("host1")
        settings.sshArguments = ["-o", "ProxyCommand=\(jump)"]
        #expect(try await provider.raw("exit 5", input: [], settings: settings).status == 5)
        #expect(bastion.logged("Accepted publickey") == 2)

        settings.port = try LoopbackSSHD.freePort()
        let refused = await error { _ = try await provider.raw("true", input: [], settings: settings) }
        #expect(refused?.kind == .refused)
        #expect(refused?.message.contains("through \(user)@127.0.0.1:\(bastion.port)") == true)
        await provider.closeAll()
      }
    }
  }

  @Test func aChainOfBastionsAndAnAgentWithTheKey() async throws {
    try await with { first in
      try await with { second in
        // The key is only in ssh-agent, and only for the second hop and the machine behind it.
        let socket = "\(first.folder)/agent"
        let agent = try LoopbackSSHD.spawn("exec ssh-agent -D -a \(socket)")
        defer {
          kill(-agent, SIGTERM)
          waitpid(agent, nil, 0)
        }
        while !FileSystem.exists(socket) { usleep(10_000) }
        try LoopbackSSHD.run(["env", "SSH_AUTH_SOCK=\(socket)", "ssh-add", "-q", second.userKey])
        try FileSystem.append(try FileSystem.read("\(second.userKey).pub"), to: "\(first.folder)/authorized")
        var client = try first.client()
        try second.writeKnownHosts(to: "\(client.home)/.ssh/known_hosts")
        client.agentSocket = socket
        let provider = SSHConnectionProvider(client: client)
        var settings = first.settings()
        settings.privateKeyFiles = []
        let user = settings.user ?? "root"
        settings.sshArguments = ["-J", "\(user)@127.0.0.1:\(first.port),\(user)@127.0.0.1:\(second.port)"]
        #expect(try await provider.raw("exit 6", input: [], settings: settings).status == 6)
        #expect(first.logged("Accepted publickey") == 2)
        #expect(second.logged("Accepted publickey") == 1)
        await provider.closeAll()
      }
    }
  }

  @Test func aBusySSHDIsAskedAgain() async throws {
    try await with(options: ["MaxStartups 2:100:2"]) { server in
      let provider = try server.provider()
      try await withThrowingTaskGroup { group in
        for number in 0..<20 {
          group.addTask {
            let output = try await provider.raw("exit 7", input: [], settings: server.settings("host\(number)"))
            #expect(output.status == 7)
          }
        }
        try await group.waitForAll()
      }
      await provider.closeAll()
    }
  }
}

/// Accepts nothing and says nothing: connections stay in the backlog.
final class SilentListener {
  let port: UInt16
  private let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    port = try LoopbackSSHD.freePort()
    let address = SocketAddress(numeric: "127.0.0.1", port: port)
    let isBound = address?.withSocketAddress { bind(descriptor, $0, $1) } == 0
    if !isBound || listen(descriptor, 5) != 0 { throw LoopbackSSHD.Fault(description: "no listener") }
  }

  deinit { close(descriptor) }
}
