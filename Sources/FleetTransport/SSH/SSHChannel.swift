import CLibSSH

/// One process at the other end of a session: its three streams.
final class SSHChannel: ProcessChannel, @unchecked Sendable {
  let session: SSHSession
  /// Belongs to the session; nil once freed. Only touched on the session's loop.
  var handle: ssh_channel?

  init(_ handle: ssh_channel, of session: SSHSession) {
    self.handle = handle
    self.session = session
  }

  func read(until deadline: Deadline?) async throws(ConnectionError) -> ProcessOutput {
    try await session.read(self, until: deadline)
  }

  func write(_ bytes: [UInt8]) async throws(ConnectionError) { try await session.write(bytes, to: self) }
  func finishInput() async { await session.sendEOF(self) }
  func exitStatus() async throws(ConnectionError) -> Int32 { try await session.exitStatus(self) }
  func close() async { await session.close(self) }
}
