import FleetCore
import FleetProtocol
import FleetSystem
import Glibc
import Testing

@testable import FleetTransport

/// The real agent, over a real sshd on the loopback and on this machine.
@Suite(.enabled(if: LoopbackSSHD.isAvailable, "needs openssh-server: /usr/sbin/sshd is missing"), .serialized)
struct AgentTests {
  private func with<Result>(
    shell: String = "/bin/sh -c", options: [String] = [], _ body: (LoopbackSSHD) async throws -> Result
  ) async throws -> Result {
    let server = try LoopbackSSHD(shell: shell, options: options)
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

  private func agents(_ folder: String) -> [String] {
    ((try? FileSystem.list(folder)) ?? []).filter { $0.hasPrefix("agent-") }
  }

  @Test func stepsInOrderWithConditions() async throws {
    try await with { server in
      let provider = try server.provider()
      let connection = try await provider.connection(for: server.settings())
      let answers = try await connection.answers([
        shell(1, "echo one"), shell(2, "exit 3"), shell(3, "echo never", after: 2), shell(4, "echo four", after: 1),
        TaskRequest(step: 5, module: "ping"),
      ])
      #expect(answers.indexes == [0, 1, 2, 3, 4])
      #expect(answers.results.map(\.failed) == [false, true, false, false, false])
      #expect(answers.results.map(\.notRun) == [false, false, true, false, false])
      #expect(answers.outputs[0] == "one")
      #expect(answers.outputs[3] == "four")
      // Far more than fits a window, both ways, and more than one batch.
      let text = String(repeating: "x", count: 20_000)
      let many = try await connection.answers((10..<610).map { shell($0, "echo \(text)") })
      #expect(many.outputs.allSatisfy { $0 == text })
      #expect(many.indexes == Array(0..<600))
      await provider.closeAll()
      #expect(try FileSystem.list("\(server.home)/.cache/fleet/sessions").isEmpty)
    }
  }

  @Test func theAgentIsSentOnceAndOtherVersionsGo() async throws {
    try await with { server in
      let folder = "\(server.home)/.cache/fleet"
      try FileSystem.makeDirectories(folder, mode: 0o700)
      for number in 0..<5 { try FileSystem.create("\(folder)/agent-old\(number)", with: [1], mode: 0o700) }
      for run in 0..<2 {
        let provider = try server.provider()
        _ = try await provider.connection(for: server.settings()).answers([TaskRequest(step: 1, module: "ping")])
        await provider.closeAll()
        #expect(agents(folder).count == 3, "run \(run)")
      }
      let digest = try await AgentBinary.shipped(on: IOLoop()).digest
      #expect(agents(folder).contains("agent-\(digest)"))
      // A damaged copy is replaced.
      try FileSystem.replace("\(folder)/agent-\(digest)", with: [127, 69, 76, 70], mode: 0o700)
      let provider = try server.provider()
      _ = try await provider.connection(for: server.settings()).answers([TaskRequest(step: 1, module: "ping")])
      await provider.closeAll()
    }
  }

  @Test(arguments: [
    "/bin/sh -c", "sh -c 'echo Welcome; printf tail; cat /etc/hosts; eval \"$1\"' banner", "/usr/bin/fish -c",
    "/bin/csh -c", "env PATH=/bin:/usr/bin busybox sh -c",
  ]) func loginShells(_ shell: String) async throws {
    let program = shell.split(separator: " ").first { $0.hasPrefix("/") || $0 == "busybox" }.map(String.init) ?? ""
    guard Command.locate(program == "" ? "sh" : program) != nil else { return }
    try await with(shell: shell) { server in
      let provider = try server.provider()
      let answers = try await provider.connection(for: server.settings()).answers([
        FleetTransportTests.shell(1, "echo $HOME")
      ])
      #expect(answers.outputs == [server.home])
      await provider.closeAll()
    }
  }

  @Test func withoutGzipTheAgentGoesAsItIs() async throws {
    let tools = ["sh", "id", "uname", "mkdir", "chmod", "mv", "rm", "head", "cat", "wc", "ls", "grep", "tail"]
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-tools-")
    defer { try? FileSystem.removeTree(folder) }
    for tool in tools { try FileSystem.makeSymlink("\(folder)/\(tool)", to: Command.locate(tool) ?? "/bin/\(tool)") }
    try await with(shell: "env PATH=\(folder) sh -c") { server in
      let provider = try server.provider()
      let answers = try await provider.connection(for: server.settings()).answers([TaskRequest(step: 1, module: "ping")]
      )
      #expect(answers.results.map(\.failed) == [false])
      await provider.closeAll()
    }
  }

  @Test func foldersThatCannotTakeTheAgent() async throws {
    try await with { server in
      let provider = try server.provider()
      var settings = server.settings()
      // Nothing can be made below a file; the second one will do.
      settings.remoteFolders = ["/dev/null/fleet", "\(server.folder)/second place"]
      let answers = try await provider.connection(for: settings).answers([TaskRequest(step: 1, module: "ping")])
      #expect(answers.results.count == 1)
      #expect(agents("\(server.folder)/second place").count == 1)
      settings.remoteFolders = ["/dev/null/fleet", "/proc/fleet"]
      let none = await error { _ = try await provider.connection(for: settings).answers([shell(1, "true")]) }
      #expect(none?.kind == .agent)
      #expect(none?.message.contains("/proc/fleet") == true)
      #expect(none?.help?.contains("ansible_remote_tmp") == true)
      await provider.closeAll()
    }
  }

  @Test func anotherKindOfMachineIsNamed() async throws {
    try await with { server in
      let shipped = try await AgentBinary.shipped(on: IOLoop())
      let agent = AgentBinary(digest: "feed", compressed: shipped.compressed, architecture: "riscv64")
      let provider = SSHConnectionProvider(client: try server.client(), agent: agent)
      let other = await error {
        _ = try await provider.connection(for: server.settings()).answers([shell(1, "true")])
      }
      #expect(other?.kind == .agent)
      #expect(other?.message.contains("carries an agent for riscv64") == true)
    }
  }

  @Test func aLoginShellThatRunsNothingIsNamed() async throws {
    try await with(shell: "/bin/sh -c 'echo This account is closed.; exit 1'") { server in
      let provider = try server.provider()
      let closed = await error {
        _ = try await provider.connection(for: server.settings()).answers([shell(1, "true")])
      }
      #expect(closed?.kind == .agent)
      #expect(closed?.message.contains("This account is closed.") == true)
    }
  }

  @Test func contentsGoOnceAndInPieces() async throws {
    try await with { server in
      let provider = try server.provider()
      let connection = try await provider.connection(for: server.settings())
      let large = [UInt8](repeating: 7, count: 3_000_000)
      let path = "\(server.folder)/large"
      try FileSystem.create(path, with: large)
      let contents = ContentStore()
      var digests: [String] = []
      for (bytes, source) in [
        (large, ContentStore.Source.file(path: path, size: large.count)), ([1, 2], .bytes([1, 2])), ([], .bytes([])),
      ] {
        let name = Digest.hex(of: bytes, .sha256)
        digests.append(name)
        contents.add(source, digest: name)
      }
      var request = shell(1, "true")
      request.blobs = digests
      var again = shell(2, "true")
      again.blobs = digests
      #expect(try await connection.answers([request], contents: contents).results.map(\.failed) == [false])
      #expect(try await connection.answers([again], contents: contents).results.map(\.failed) == [false])
      request.step = 3
      request.blobs = [String(repeating: "0", count: 64)]
      let missing = await error { _ = try await connection.answers([request], contents: contents) }
      #expect(missing?.kind == .configuration)
      await provider.closeAll()
    }
  }

  @Test func aStepIsNeverRunTwice() async throws {
    try await with { server in
      let provider = try server.provider()
      let connection = try await provider.connection(for: server.settings())
      let trace = "\(server.folder)/trace"
      // Cut while the first step works: its end is journalled, the others were never started.
      let running = Task {
        try await connection.answers([
          shell(1, "echo one >> \(trace); sleep 1; echo done >> \(trace)"), shell(2, "echo two >> \(trace)", after: 1),
          shell(3, "echo three >> \(trace)"),
        ])
      }
      while !FileSystem.exists(trace) { try await Task.sleep(for: .milliseconds(10)) }
      try server.cutConnections()
      let answers = try await running.value
      #expect(answers.indexes == [0, 1, 2])
      #expect(answers.results.allSatisfy { !$0.failed && !$0.notRun && $0.changed })
      #expect(try FileSystem.readText(trace) == "one\ndone\ntwo\nthree\n")
      // Cut while idle: nobody notices.
      try server.cutConnections()
      #expect(try await connection.answers([shell(4, "echo four")]).outputs == ["four"])
      await provider.closeAll()
    }
  }

  @Test func aStepWhoseEndNobodyKnowsIsUnknown() async throws {
    try await with { server in
      let provider = try server.provider()
      let connection = try await provider.connection(for: server.settings())
      let trace = "\(server.folder)/trace"
      let running = Task {
        await error {
          _ = try await connection.answers([
            shell(1, "echo one"), shell(2, "echo two >> \(trace); kill -KILL $PPID; exit 0"),
            shell(3, "echo >> \(trace)"),
          ])
        }
      }
      let lost = await running.value
      #expect(lost?.kind == .lost)
      #expect(lost?.unknownSteps == [2])
      #expect(try FileSystem.readText(trace) == "two\n")
    }
  }

  @Test func cancellingLetsTheRunningStepEnd() async throws {
    try await with { server in
      let provider = try server.provider()
      let connection = try await provider.connection(for: server.settings())
      let trace = "\(server.folder)/trace"
      let running = Task {
        try await connection.answers([
          shell(1, "echo a >> \(trace); sleep 0.5; echo b"), shell(2, "echo c >> \(trace)"),
        ])
      }
      while !FileSystem.exists(trace) { try await Task.sleep(for: .milliseconds(10)) }
      running.cancel()
      let answers = try await running.value
      #expect(answers.results.map(\.notRun) == [false, true])
      #expect(try FileSystem.readText(trace) == "a\n")
      await provider.closeAll()
    }
  }

  @Test func thisMachineThroughTheSameAgent() async throws {
    let provider = SSHConnectionProvider(client: .current())
    var settings = ConnectionSettings(hostName: "localhost", address: "localhost")
    settings.kind = .local
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-local-")
    defer { try? FileSystem.removeTree(folder) }
    settings.remoteFolders = [folder]
    let connection = try await provider.connection(for: settings)
    #expect(try await connection.answers([shell(1, "echo here")]).outputs == ["here"])
    await connection.reset()
    #expect(try await connection.answers([shell(2, "echo again")]).outputs == ["again"])
    let raw = try await provider.raw("cat; exit 2", input: [65], settings: settings)
    #expect(raw.output == [65])
    #expect(raw.status == 2)
    await provider.closeAll()
    #expect(try FileSystem.list("\(folder)/sessions").isEmpty)
  }
}
