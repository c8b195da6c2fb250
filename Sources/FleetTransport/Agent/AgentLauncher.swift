import FleetCore
import FleetProtocol

/// Starts the agent on a machine over one channel, sending the program first when it is not there.
struct AgentLauncher: Sendable {
  /// What is given to a session at once: libssh keeps buffers of the largest piece as long as the session lives.
  private static let chunkBytes = 32 << 10

  let host: any CommandHost
  let agents: AgentStore
  let become: ConnectionSettings.Become?
  let folders: [String]
  let loop: IOLoop

  /// How one attempt ended, when not with an agent or an error for good.
  private enum Setback {
    /// The folder of this number cannot take the agent: why.
    case folder(Int, String)
    /// The copy that is there does not run.
    case damaged(ConnectionError)
    /// The machine is of another kind than the agent.
    case machine(String)
    /// The change of identity wants a terminal.
    case terminal(ConnectionError)
  }

  private enum Outcome {
    case running(AgentChannel)
    case setback(Setback)
  }

  func launch(session: String) async throws(ConnectionError) -> AgentChannel {
    var skip = 0
    var reasons: [String] = []
    var agent = try await agents.agent(at: host.place)
    var onTerminal = become.map(BecomeCommand.needsTerminal) ?? false
    for _ in 0..<8 {
      switch try await attempt(agent, session, skip: skip, onTerminal: onTerminal, reasons: reasons) {
      case .running(let channel): return channel
      case .setback(.folder(let number, let reason)):
        skip = number
        reasons.append(reason)
      case .setback(.damaged(let error)):
        guard skip != AgentScript.replacing else { throw error }
        skip = AgentScript.replacing
      case .setback(.machine(let machine)): agent = try await agents.agent(for: machine, at: host.place)
      case .setback(.terminal(let error)):
        guard !onTerminal else { throw error }
        onTerminal = true
      }
    }
    throw noPlace(reasons)
  }

  private func noPlace(_ reasons: [String]) -> ConnectionError {
    ConnectionError(
      .agent, "\(host.place): no folder can take the agent: \(reasons.joined(separator: "; "))",
      help: "make room, or name a folder that is not mounted noexec with `ansible_remote_tmp`")
  }

  private func attempt(
    _ agent: AgentBinary, _ session: String, skip: Int, onTerminal: Bool, reasons: [String]
  ) async throws(ConnectionError) -> Outcome {
    let words = AgentScript.words(agent, session: session, folders: folders, skip: skip)
    var become = become.map { BecomeCommand($0, session: session) }
    let line = try become?.line(words, onTerminal: onTerminal) ?? words.map(Words.quote).joined(separator: " ")
    let process = try await host.start(line, onTerminal: onTerminal)
    do throws(ConnectionError) {
      let outcome = try await follow(process, agent, session, become: &become, reasons: reasons)
      if case .setback = outcome { await process.close() }
      return outcome
    } catch {
      await process.close()
      throw error
    }
  }

  private func follow(
    _ process: any ProcessChannel, _ agent: AgentBinary, _ session: String, become: inout BecomeCommand?,
    reasons: [String]
  ) async throws(ConnectionError) -> Outcome {
    var output = LaunchOutput(session: session)
    var upload: Task<Void, Never>?
    var target: (number: Int, folder: String)?
    while true {
      let isStarted = output.marker(.started) != nil
      switch try await read(process, isStarted ? nil : become, output) {
      case .error(let bytes):
        output.append(errors: bytes)
        if !isStarted, let password = try become?.answer(to: output.errors) {
          try await process.write(Array("\(password.text)\n".utf8))
        }
      case .output(let bytes):
        try output.append(output: bytes)
        // On a terminal there is but one stream.
        if !isStarted, let password = try become?.answer(to: output.output) {
          try await process.write(Array("\(password.text)\n".utf8))
        }
        if output.hasPreamble {
          await upload?.value
          return .running(try await greet(process, output, agent))
        }
        if let machine = output.marker(.machine) { return .setback(.machine(machine)) }
        if upload == nil, let needs = output.marker(.needs) {
          let parts = needs.split(separator: " ", maxSplits: 2).map(String.init)
          guard parts.count == 3, let number = Int(parts[1]) else { continue }
          target = (number, parts[2])
          upload = try await startUpload(of: agent, to: process, isCompressed: parts[0] == "gz")
        }
      case .end:
        await upload?.value
        let status = (try? await process.exitStatus()) ?? 0
        if let folders = output.marker(.noPlace) {
          throw noPlace(reasons + (folders.isEmpty ? [] : ["not writable, or noexec: \(folders)"]))
        }
        if output.marker(.failed) != nil, let target {
          return .setback(.folder(target.number, "\(target.folder): \(output.words)"))
        }
        if output.marker(.started) == nil {
          let words = output.words
          if let error = host.unreached(status: status, words: words, withBecome: become != nil) { throw error }
          if let error = become?.failure(status: status, words: words) {
            guard BecomeCommand.asksForTerminal(words) else { throw error }
            return .setback(.terminal(error))
          }
        }
        let error = notStarted(status, output)
        if output.marker(.started) != nil, upload == nil { return .setback(.damaged(error)) }
        throw error
      }
    }
  }

  private func read(
    _ process: any ProcessChannel, _ become: BecomeCommand?, _ output: LaunchOutput
  ) async throws(ConnectionError) -> ProcessOutput {
    let seconds = become == nil ? Limits.agentStartSeconds : Limits.becomeSeconds
    do throws(ConnectionError) {
      return try await process.read(until: .after(seconds: seconds))
    } catch {
      guard error.kind == .timeout else { throw error }
      if let become { throw become.timeout(words: output.words) }
      throw ConnectionError(
        .timeout, "\(host.place): the agent did not start within \(Int(seconds)) seconds: \(output.words)",
        help: "look for a login shell's profile that waits for something")
    }
  }

  /// Writes the program while the answers are read; a machine that cannot take it says so itself.
  private func startUpload(
    of agent: AgentBinary, to process: any ProcessChannel, isCompressed: Bool
  ) async throws(ConnectionError) -> Task<Void, Never> {
    let bytes = isCompressed ? agent.compressed : try await agent.unpacked(on: loop)
    return Task(executorPreference: loop) {
      for start in stride(from: 0, to: bytes.count, by: Self.chunkBytes) {
        let chunk = Array(bytes[start..<min(start + Self.chunkBytes, bytes.count)])
        do { try await process.write(chunk) } catch { return }
      }
    }
  }

  private func greet(
    _ process: any ProcessChannel, _ output: LaunchOutput, _ agent: AgentBinary
  ) async throws(ConnectionError) -> AgentChannel {
    var reader = FrameReader(awaitsPreamble: true)
    reader.append(output.output)
    while true {
      do throws(ProtocolError) {
        if let message = try reader.next() {
          guard case .hello(let hello) = message else {
            throw ProtocolError(.malformed, "the agent's first message is no hello")
          }
          guard hello.digest == agent.digest else {
            throw ProtocolError(.malformed, "another agent than the one asked for")
          }
          return AgentChannel(process, reader: reader, hello: hello, place: host.place, on: loop)
        }
      } catch {
        throw ConnectionError(.protocolMismatch, "\(host.place): \(error.message)")
      }
      switch try await process.read(until: .after(seconds: Limits.agentStartSeconds)) {
      case .output(let bytes): reader.append(bytes)
      case .error: continue
      case .end: throw ConnectionError(.agent, "\(host.place): the agent ended before its first message")
      }
    }
  }

  private func notStarted(_ status: Int32, _ output: LaunchOutput) -> ConnectionError {
    let isStarted = output.marker(.started) != nil
    let what = isStarted ? "the agent did not start" : "the login shell did not run a command"
    let words = output.words
    return ConnectionError(
      .agent, "\(host.place): \(what) (status \(status))\(words.isEmpty ? "" : ": \(words)")",
      help: isStarted ? nil : "the account needs a login shell that runs commands, with `sh` in its path")
  }
}
