import FleetCore

/// One command through the login shell, without an agent: the module `raw`, checks before the first contact.
struct RawCommand: Sendable {
  let host: any CommandHost
  let become: ConnectionSettings.Become?
  let loop: IOLoop

  func run(_ command: String, input: [UInt8]) async throws(ConnectionError) -> RawOutput {
    let needsTerminal = become.map(BecomeCommand.needsTerminal) ?? false
    do throws(ConnectionError) {
      return try await run(command, input: input, onTerminal: needsTerminal)
    } catch {
      guard error.kind == .become, !needsTerminal, BecomeCommand.asksForTerminal(error.message) else { throw error }
      return try await run(command, input: input, onTerminal: true)
    }
  }

  private func run(
    _ command: String, input: [UInt8], onTerminal: Bool
  ) async throws(ConnectionError) -> RawOutput {
    let session = SessionName.random()
    var become = become.map { BecomeCommand($0, session: session) }
    let marker = "fleet-started \(session)"
    let line = try become?.line(["/bin/sh", "-c", "echo \(marker); \(command)"], onTerminal: onTerminal) ?? command
    let process = try await host.start(line, onTerminal: onTerminal)
    do throws(ConnectionError) {
      var output = RawOutput(status: 0, output: [], error: [])
      if become != nil { Self.append(try await passPrompt(process, &become, session), to: &output.output) }
      let feeding = Task(executorPreference: loop) {
        if !input.isEmpty { try? await process.write(input) }
        await process.finishInput()
      }
      reading: while true {
        switch try await process.read(until: nil) {
        case .output(let bytes): Self.append(bytes, to: &output.output)
        case .error(let bytes): Self.append(bytes, to: &output.error)
        case .end: break reading
        }
      }
      await feeding.value
      output.status = try await process.exitStatus()
      await process.close()
      return output
    } catch {
      await process.close()
      throw error
    }
  }

  private static func append(_ bytes: [UInt8], to all: inout [UInt8]) {
    all += bytes.prefix(max(0, Limits.commandOutputBytes - all.count))
  }

  /// Reads what comes before the command's own output, and answers the password's prompt; gives what came of that
  /// output with it.
  private func passPrompt(
    _ process: any ProcessChannel, _ become: inout BecomeCommand?, _ session: String
  ) async throws(ConnectionError) -> [UInt8] {
    var output = LaunchOutput(session: session)
    while output.marker(.started) == nil {
      do throws(ConnectionError) {
        switch try await process.read(until: .after(seconds: Limits.becomeSeconds)) {
        case .output(let bytes):
          try output.append(output: bytes)
          if let password = try become?.answer(to: output.output) {
            try await process.write(Array("\(password.text)\n".utf8))
          }
        case .error(let bytes):
          output.append(errors: bytes)
          if let password = try become?.answer(to: output.errors) {
            try await process.write(Array("\(password.text)\n".utf8))
          }
        case .end:
          let status = (try? await process.exitStatus()) ?? 1
          if let error = host.unreached(status: status, words: output.words, withBecome: true) { throw error }
          throw become?.failure(status: status, words: output.words) ?? ConnectionError(.become, output.words)
        }
      } catch {
        if error.kind == .timeout, let become { throw become.timeout(words: output.words) }
        throw error
      }
    }
    return output.rest(after: .started)
  }
}
