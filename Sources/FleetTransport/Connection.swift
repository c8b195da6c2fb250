package import FleetProtocol

/// A way to a machine's agent under one identity. The engine sees only this: SSH, local, in-process and simulated
/// connections all stand behind it.
package protocol Connection: Sendable {
  /// Sends the steps in order and gives each answer as it arrives, in order; returns when all are answered.
  /// Contents named by the requests (`TaskRequest.blobs`) are taken from `contents` and sent only when missing there.
  /// Throws `ConnectionError`; steps not answered by then have the fate that the error says.
  func perform(
    _ requests: [TaskRequest], contents: ContentStore,
    onResult: @Sendable (_ index: Int, _ result: ModuleResult) -> Void
  ) async throws(ConnectionError)

  /// Drops the connection so that the next `perform` makes a new one (`meta: reset_connection`, after a reboot).
  func reset() async

  /// No step begins any more, the one that runs ends by itself, and dialling is given up: Ctrl-C.
  func interrupt() async

  /// Ends the agent and the session.
  func close() async
}

/// Makes connections and keeps them for the run: one per machine and identity, one bastion for all behind it.
package protocol ConnectionProvider: Sendable {
  /// The connection for these settings, made or reused. Does not dial yet: `perform` does.
  func connection(for settings: ConnectionSettings) async throws(ConnectionError) -> any Connection

  /// Runs one command through the login shell, without an agent (`raw`, first contact checks).
  func raw(_ command: String, input: [UInt8], settings: ConnectionSettings) async throws(ConnectionError) -> RawOutput

  /// Ends what was started as another user on the machine of these settings, since the user is about to be removed; the
  /// next step as that user starts it anew.
  func release(user: String, on settings: ConnectionSettings) async

  /// Interrupts all connections, those too that are asked for later.
  func interruptAll() async

  /// Ends everything.
  func closeAll() async
}

extension ConnectionProvider {
  package func release(user: String, on settings: ConnectionSettings) async {}
}

/// What a command without an agent printed.
package struct RawOutput: Sendable, Hashable {
  package var status: Int32
  package var output: [UInt8]
  package var error: [UInt8]
  package init(status: Int32, output: [UInt8], error: [UInt8]) {
    self.status = status
    self.output = output
    self.error = error
  }
}
