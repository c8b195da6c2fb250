import CLibSSH
import Glibc

extension SSHSession {
  private static let readBytes = 32 << 10

  /// Starts a command in the login shell of the user.
  func start(
    _ command: String, onTerminal: Bool = false, by deadline: Deadline? = nil
  ) async throws(ConnectionError) -> SSHChannel {
    guard isUsable, let raw = ssh_channel_new(handle) else {
      throw failure ?? ConnectionError(.lost, "\(endpoint.place): the connection was closed")
    }
    do throws(ConnectionError) {
      guard try await until(by: deadline, { ssh_channel_open_session(raw) }) == SSH_OK else {
        throw withSessionsHelp(fault("open a channel", kind: isUsable ? .busy : .lost))
      }
      if onTerminal {
        guard try await until(by: deadline, { ssh_channel_request_pty_size(raw, "dumb", 200, 24) }) == SSH_OK else {
          throw fault("ask for a terminal, which the change of identity needs", kind: .become)
        }
      }
      guard try await until(by: deadline, { ssh_channel_request_exec(raw, command) }) == SSH_OK else {
        throw fault("start a command")
      }
    } catch {
      if !isClosed { ssh_channel_free(raw) }
      throw error
    }
    return SSHChannel(raw, of: self)
  }

  private func withSessionsHelp(_ error: ConnectionError) -> ConnectionError {
    var error = error
    error.help = "sshd's MaxSessions bounds the identities (`become`) used at once on one machine"
    return error
  }

  private func live(_ channel: SSHChannel) throws(ConnectionError) -> ssh_channel {
    if let failure { throw failure }
    guard !isClosed, let raw = channel.handle else {
      throw ConnectionError(.lost, "\(endpoint.place): the connection was closed")
    }
    return raw
  }

  func read(_ channel: SSHChannel, until deadline: Deadline?) async throws(ConnectionError) -> ProcessOutput {
    while true {
      let raw = try live(channel)
      let mark = packets
      for isError in [false, true] {
        let (bytes, status) = take(raw, isError)
        if !bytes.isEmpty { return isError ? .error(bytes) : .output(bytes) }
        if status == SSH_ERROR { throw failure ?? fault("read") }
      }
      if ssh_channel_is_eof(raw) != 0 { return .end }
      try await ready(since: mark, until: deadline)
    }
  }

  private func take(_ raw: ssh_channel, _ isError: Bool) -> ([UInt8], Int32) {
    var status: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.readBytes) { buffer, count in
      status = step {
        ssh_channel_read_nonblocking(raw, buffer.baseAddress, UInt32(Self.readBytes), isError ? 1 : 0)
      }
      count = max(0, Int(status))
    }
    return (bytes, status)
  }

  func write(_ bytes: [UInt8], to channel: SSHChannel) async throws(ConnectionError) {
    var offset = 0
    while offset < bytes.count {
      let raw = try live(channel)
      let mark = packets
      let count = step {
        bytes.withUnsafeBytes { buffer in
          ssh_channel_write(raw, buffer.baseAddress.map { $0 + offset }, UInt32(bytes.count - offset))
        }
      }
      if count < 0, count != SSH_AGAIN { throw failure ?? fault("write") }
      // The process has ended and takes no more input.
      if ssh_channel_is_closed(raw) != 0 || ssh_channel_is_eof(raw) != 0, count <= 0 {
        throw ConnectionError(.lost, "\(endpoint.place): the process ended while it was written to")
      }
      offset += max(0, Int(count))
      if offset < bytes.count { try await ready(since: mark) }
    }
    try await flush()
  }

  func sendEOF(_ channel: SSHChannel) async {
    guard isUsable, let raw = channel.handle else { return }
    _ = step { ssh_channel_send_eof(raw) }
    try? await flush()
  }

  func exitStatus(_ channel: SSHChannel) async throws(ConnectionError) -> Int32 {
    while true {
      let raw = try live(channel)
      let mark = packets
      turnCrank()
      let status = ssh_channel_get_exit_status(raw)
      if status != -1 { return status }
      // Closed without a status: killed by a signal.
      if ssh_channel_is_closed(raw) != 0 { return 128 }
      try await ready(since: mark)
    }
  }

  func close(_ channel: SSHChannel) async {
    guard let raw = channel.handle else { return }
    channel.handle = nil
    guard !isClosed else { return }
    step { ssh_channel_free(raw) }
    if isUsable { try? await flush(until: .after(seconds: 1)) }
  }

  // MARK: Keep-alive

  /// Asks a silent peer for a sign of life; after so many unanswered questions the connection counts as lost.
  nonisolated func keepAlive(everySeconds interval: Double, misses limit: Int) {
    guard interval > 0 else { return }
    Task(executorPreference: loop) { [weak self, loop] in
      var last = (packets: UInt64(0), unsent: Int32(0))
      var misses = 0
      while true {
        await loop.sleep(until: .after(seconds: interval))
        guard let self else { return }
        guard let now = await self.progress() else { return }
        // Packets came, or what was sent is being taken: on a slow line an answer waits behind much else.
        misses = now.packets == last.packets && now.unsent == last.unsent ? misses + 1 : 0
        last = now
        if misses == 0 { continue }
        if misses > limit {
          await self.markSilent(seconds: interval * Double(misses))
          return
        }
        await self.sendKeepAlive()
      }
    }
  }

  /// How far the connection has come; nil when it is over.
  private func progress() -> (packets: UInt64, unsent: Int32)? {
    turnCrank()
    return isUsable ? (packets, Socket.unsent(descriptor) ?? 0) : nil
  }

  private func sendKeepAlive() async {
    guard isUsable else { return }
    _ = step { ssh_send_keepalive(handle) }
    try? await flush(until: .after(seconds: 5))
  }

  private func markSilent(seconds: Double) {
    markLost(ConnectionError(.lost, "\(endpoint.place): no sign of life for \(Int(seconds)) seconds"))
  }
}
