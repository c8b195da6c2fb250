import FleetCore
package import FleetProtocol

/// A machine's agent under one identity, over whatever carries it: started when first needed, started again when the
/// connection breaks, and asked then what became of the steps that were sent.
package actor AgentConnection: Connection {
  package nonisolated let loop: IOLoop
  package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  private let launcher: AgentLauncher
  private let retries: Int
  private let seat: Seat?
  private let budget: SessionBudget?
  /// One caller's steps at a time.
  private let turn: Gate
  private var session = SessionName.random()
  private var live: AgentChannel?
  /// Whether no step may begin any more.
  private var isInterrupted = false
  /// Whoever waits for the agent to be started.
  private var dialling: CheckedContinuation<Result<AgentChannel, ConnectionError>, Never>?
  /// Contents that the agent on the other end is known to hold.
  private var presentBlobs: Set<String> = []

  init(_ launcher: AgentLauncher, retries: Int, seat: Seat? = nil, budget: SessionBudget? = nil) {
    self.launcher = launcher
    self.seat = seat
    self.budget = budget
    self.retries = retries
    loop = launcher.loop
    turn = Gate(1, on: launcher.loop)
  }

  package func perform(
    _ requests: [TaskRequest], contents: ContentStore,
    onResult: @Sendable (_ index: Int, _ result: ModuleResult) -> Void
  ) async throws(ConnectionError) {
    await turn.enter()
    if let seat { await budget?.take(seat) }
    let outcome: Result<Void, ConnectionError> = await withTaskCancellationHandler {
      do throws(ConnectionError) {
        var start = 0
        while start < requests.count {
          let end = min(start + Limits.requestsInFlight, requests.count)
          try await performBatch(requests, start..<end, contents, onResult)
          start = end
        }
        return .success(())
      } catch {
        return .failure(error)
      }
    } onCancel: {
      Task(executorPreference: loop) { await self.cancelSteps() }
    }
    if let seat { await budget?.release(seat) }
    await turn.leave()
    try outcome.get()
  }

  /// Running steps end, no further one begins; the answers still come.
  private func cancelSteps() async {
    if let live { try? await live.send(.cancel) }
  }

  private func performBatch(
    _ requests: [TaskRequest], _ range: Range<Int>, _ contents: ContentStore,
    _ onResult: @Sendable (Int, ModuleResult) -> Void
  ) async throws(ConnectionError) {
    var next = range.lowerBound
    var losses = 0
    while next < range.upperBound {
      if Task.isCancelled || isInterrupted { throw brokenOff }
      let frames = try RequestFrames.frames(requests[next..<range.upperBound])
      let channel = try await connected()
      var isSent = false
      do throws(ConnectionError) {
        try await sendContents(for: requests[next..<range.upperBound], contents, to: channel)
        isSent = true
        try await exchange(frames, requests, &next, range.upperBound, over: channel, onResult)
      } catch {
        await disconnect()
        losses += 1
        guard error.kind == .lost, losses <= Limits.reconnectAttempts else {
          throw unanswered(error, isSent ? requests[next..<range.upperBound] : [])
        }
        if isSent { try await settle(requests, &next, range.upperBound, after: error, onResult) }
      }
    }
  }

  private static func digests(_ requests: ArraySlice<TaskRequest>) -> [String] {
    var seen: Set<String> = []
    return requests.flatMap(\.blobs).filter { seen.insert($0).inserted }
  }

  private func unanswered(_ error: ConnectionError, _ requests: ArraySlice<TaskRequest>) -> ConnectionError {
    var error = error
    error.unknownSteps = requests.map(\.step)
    return error
  }

  /// Writes the requests while the answers are read: an agent that waits to be read must not stop the writing.
  private func exchange(
    _ frames: [[UInt8]], _ requests: [TaskRequest], _ next: inout Int, _ end: Int, over channel: AgentChannel,
    _ onResult: @Sendable (Int, ModuleResult) -> Void
  ) async throws(ConnectionError) {
    if frames.count == 1, frames[0].count <= Limits.unaskedBlobBytes {
      try await channel.send(frame: frames[0])
    } else {
      Task(executorPreference: loop) {
        for frame in frames { do { try await channel.send(frame: frame) } catch { return } }
      }
    }
    while next < end {
      switch try await channel.next() {
      case .result(let step, let result):
        guard step == requests[next].step else {
          throw ConnectionError(
            .protocolMismatch, "\(launcher.host.place): an answer to step \(step) where \(requests[next].step) was due")
        }
        onResult(next, result)
        next += 1
      case .fatal(let text): throw ConnectionError(.agent, "\(launcher.host.place): \(text)")
      case let other: throw unexpected(other)
      }
    }
  }

  private func unexpected(_ message: Message) -> ConnectionError {
    if case .fatal(let text) = message { return ConnectionError(.agent, "\(launcher.host.place): \(text)") }
    return ConnectionError(.protocolMismatch, "\(launcher.host.place): an unexpected message of kind \(message.kind)")
  }

  // MARK: Contents

  /// Where a content is to go: after an earlier run it is there.
  private static func places(of digest: String, in requests: ArraySlice<TaskRequest>) -> [String] {
    guard let request = requests.first(where: { $0.blobs.contains(digest) }),
      let dest = request.arguments["dest"]?.string ?? request.arguments["path"]?.string, dest.hasPrefix("/")
    else { return [] }
    guard let name = request.arguments["_original_basename"]?.string, !name.isEmpty else { return [dest] }
    return [dest, dest.hasSuffix("/") ? dest + name : "\(dest)/\(name)"]
  }

  /// Sends what the machine lacks. Small contents go at once: asking would cost more than sending.
  private func sendContents(
    for requests: ArraySlice<TaskRequest>, _ contents: ContentStore, to channel: AgentChannel
  ) async throws(ConnectionError) {
    let absent = Self.digests(requests).filter { !presentBlobs.contains($0) }
    guard !absent.isEmpty else { return }
    var toSend: [(String, ContentReader)] = []
    var toAsk: [String: ContentReader] = [:]
    for digest in absent {
      guard let source = contents.source(of: digest) else {
        throw ConnectionError(.configuration, "the content \(digest) of a step was never given")
      }
      let reader = try ContentReader(source)
      if reader.size <= Limits.unaskedBlobBytes { toSend.append((digest, reader)) } else { toAsk[digest] = reader }
    }
    if !toAsk.isEmpty {
      let questions = absent.compactMap { digest in
        toAsk[digest].map {
          BlobQuestion(digest: digest, size: UInt64($0.size), places: Self.places(of: digest, in: requests))
        }
      }
      try await channel.send(.haveBlobs(questions))
      let answer = try await channel.next()
      guard case .needBlobs(let needed) = answer else { throw unexpected(answer) }
      for digest in needed { if let reader = toAsk[digest] { toSend.append((digest, reader)) } }
    }
    for (digest, reader) in toSend {
      var reader = reader
      while let (bytes, isLast) = try reader.next() {
        try await channel.send(.blobChunk(digest: digest, bytes: bytes, last: isLast))
      }
    }
    presentBlobs.formUnion(absent)
  }

  // MARK: Beginning, end, and what lies between after a loss

  /// The agent, started when it is not running.
  private func connected() async throws(ConnectionError) -> AgentChannel {
    if let live { return live }
    var attempt = 0
    while true {
      do throws(ConnectionError) {
        let channel = try await launched()
        live = channel
        return channel
      } catch {
        guard attempt < retries, error.isWorthRetrying, !Task.isCancelled, !isInterrupted else { throw error }
        attempt += 1
        // As Ansible's `retries`: 1, 3, 7 ... seconds, at most 30.
        await loop.sleep(until: .after(seconds: min(Double((1 << min(attempt, 5)) - 1), 30)))
      }
    }
  }

  private var brokenOff: ConnectionError {
    ConnectionError(.cancelled, "\(launcher.host.place): the run was broken off")
  }

  /// Starts the agent, unless the run is broken off meanwhile: whoever waits is then told at once.
  private func launched() async throws(ConnectionError) -> AgentChannel {
    let outcome: Result<AgentChannel, ConnectionError> = await withCheckedContinuation { continuation in
      if isInterrupted { return continuation.resume(returning: .failure(brokenOff)) }
      // The way into the wait may have changed executors: Ctrl-C can have come meanwhile.
      if isInterrupted { return continuation.resume(returning: .failure(brokenOff)) }
      dialling = continuation
      let (launcher, session) = (launcher, session)
      Task(executorPreference: loop) {
        do throws(ConnectionError) {
          await self.dialled(.success(try await launcher.launch(session: session)))
        } catch {
          await self.dialled(.failure(error))
        }
      }
    }
    return try outcome.get()
  }

  private func dialled(_ outcome: Result<AgentChannel, ConnectionError>) {
    let waiting = dialling
    dialling = nil
    if let waiting { return waiting.resume(returning: outcome) }
    // Nobody waits any more.
    if case .success(let channel) = outcome { Task(executorPreference: loop) { await channel.drop() } }
  }

  package func interrupt() async {
    isInterrupted = true
    let waiting = dialling
    dialling = nil
    waiting?.resume(returning: .failure(brokenOff))
    if let live { try? await live.send(.hold) }
  }

  private func disconnect() async {
    presentBlobs = []
    guard let channel = live else { return }
    live = nil
    await channel.drop()
  }

  /// After a loss: what the journal knows is delivered; returns when the step at `next` was never started and may be
  /// sent again. A step whose end nobody knows is an error that names it, never run twice. The agent answers only once
  /// the one before it has ended its step and given up the journal, so an unknown fate is final.
  private func settle(
    _ requests: [TaskRequest], _ next: inout Int, _ end: Int, after loss: ConnectionError,
    _ onResult: @Sendable (Int, ModuleResult) -> Void
  ) async throws(ConnectionError) {
    let fates = try await fates(of: requests[next..<end], after: loss)
    while next < end, case .finished(let result) = fates[requests[next].step] {
      onResult(next, result)
      next += 1
    }
    guard next < end, fates[requests[next].step] != .neverStarted else { return }
    throw ConnectionError(
      .lost, "\(loss.message); nobody knows whether its work was done",
      help: "the step was not run again: look at the machine", unknownSteps: [requests[next].step])
  }

  /// Connects again, a few times if need be, and asks the journal.
  private func fates(
    of requests: ArraySlice<TaskRequest>, after loss: ConnectionError
  ) async throws(ConnectionError) -> [UInt64: Message.Fate] {
    var failures = 0
    while true {
      do throws(ConnectionError) {
        return try await self.fates(of: requests.map(\.step), from: try await connected())
      } catch {
        await disconnect()
        failures += 1
        guard error.isWorthRetrying, error.kind != .bastion, failures < Limits.reconnectAttempts, !Task.isCancelled
        else {
          throw unanswered(ConnectionError(.lost, loss.message, help: error.message), requests)
        }
        await loop.sleep(until: .after(seconds: 0.1 * Double(1 << failures)))
      }
    }
  }

  private func fates(
    of steps: [UInt64], from channel: AgentChannel
  ) async throws(ConnectionError) -> [UInt64: Message.Fate] {
    try await channel.send(.fates(steps))
    var found: [UInt64: Message.Fate] = [:]
    while found.count < steps.count {
      let answer = try await channel.next()
      guard case .fate(let step, let fate) = answer else { throw unexpected(answer) }
      found[step] = fate
    }
    return found
  }

  /// Drops agent and session, as after a reboot: the next step connects anew.
  package func reset() async {
    await turn.enter()
    await close()
    await launcher.host.reset()
    await turn.leave()
  }

  package func close() async {
    presentBlobs = []
    session = SessionName.random()
    guard let channel = live else { return }
    live = nil
    await channel.finish()
  }
}
