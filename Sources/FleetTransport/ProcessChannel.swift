/// What a process somewhere wrote.
package enum ProcessOutput: Sendable {
  case output([UInt8])
  case error([UInt8])
  /// Both streams have ended.
  case end
}

/// The standard streams of a process, on this machine or at the other end of an SSH session.
package protocol ProcessChannel: Sendable {
  /// The next piece of output or error; throws `.timeout` when none came by the deadline.
  func read(until deadline: Deadline?) async throws(ConnectionError) -> ProcessOutput
  /// Returns when all bytes are on their way.
  func write(_ bytes: [UInt8]) async throws(ConnectionError)
  /// The process reads the end of its input.
  func finishInput() async
  /// The exit status, after `.end` was read; 128 and the signal when it was killed.
  func exitStatus() async throws(ConnectionError) -> Int32
  func close() async
}

/// A machine on which commands can be started: this one, or one at the other end of an SSH session.
package protocol CommandHost: Sendable {
  /// What messages call it, such as `admin@10.0.1.20`.
  var place: String { get }
  /// Starts a command through the login shell; on a terminal of its own when programs such as doas ask for one.
  func start(_ command: String, onTerminal: Bool) async throws(ConnectionError) -> any ProcessChannel
  /// Drops what connects to the machine; the next `start` connects anew.
  func reset() async
  /// The error for a command that never began, when it was the way there that failed.
  func unreached(status: Int32, words: String, withBecome: Bool) -> ConnectionError?
}

extension CommandHost {
  func start(_ command: String) async throws(ConnectionError) -> any ProcessChannel {
    try await start(command, onTerminal: false)
  }

  func unreached(status: Int32, words: String, withBecome: Bool) -> ConnectionError? { nil }
}
