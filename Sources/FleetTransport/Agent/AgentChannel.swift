import FleetProtocol

/// An agent that has said hello, and the messages from and to it.
actor AgentChannel {
  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  nonisolated let hello: Message.Hello
  nonisolated private let place: String
  private let process: any ProcessChannel
  private var reader: FrameReader
  /// One message is written at a time.
  private let turn: Gate
  private var errors: [UInt8] = []

  init(
    _ process: any ProcessChannel, reader: FrameReader, hello: Message.Hello, place: String, on loop: IOLoop
  ) {
    self.process = process
    self.reader = reader
    self.hello = hello
    self.place = place
    self.loop = loop
    turn = Gate(1, on: loop)
  }

  func send(_ message: Message) async throws(ConnectionError) {
    let frame: [UInt8]
    do throws(ProtocolError) {
      frame = try FrameWriter.frame(message)
    } catch {
      throw ConnectionError(.protocolMismatch, "\(place): \(error.message)")
    }
    try await send(frame: frame)
  }

  func send(frame: [UInt8]) async throws(ConnectionError) {
    await turn.enter()
    do throws(ConnectionError) {
      try await process.write(frame)
      await turn.leave()
    } catch {
      await turn.leave()
      throw error
    }
  }

  /// The next message; `.lost` when the agent or the connection is gone.
  func next() async throws(ConnectionError) -> Message {
    while true {
      if let message = try parsed() { return message }
      switch try await process.read(until: nil) {
      case .output(let bytes): reader.append(bytes)
      case .error(let bytes):
        errors += bytes
        if errors.count > 4096 { errors.removeFirst(errors.count - 4096) }
      case .end: throw await ended()
      }
    }
  }

  private func parsed() throws(ConnectionError) -> Message? {
    do throws(ProtocolError) {
      return try reader.next()
    } catch {
      throw ConnectionError(.protocolMismatch, "\(place): the agent's answer is not understood: \(error.message)")
    }
  }

  private func ended() async -> ConnectionError {
    let words = String(decoding: errors, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(3)
      .joined(separator: "; ")
    let status = (try? await process.exitStatus()).map { "the agent ended with status \($0)" } ?? "the agent is gone"
    return ConnectionError(.lost, "\(place): \(status)\(words.isEmpty ? "" : ": \(words)")")
  }

  /// Lets the agent remove its folder and end by itself, for a moment.
  func finish() async {
    if (try? await send(.goodbye)) != nil {
      await process.finishInput()
      let deadline = Deadline.after(seconds: 2)
      while !deadline.isPast, let output = try? await process.read(until: deadline) {
        if case .end = output { break }
      }
    }
    await process.close()
  }

  /// Drops the connection at once; the agent keeps its journal.
  func drop() async { await process.close() }
}
