/// Everything that crosses between control and agent. One frame each.
package enum Message: Sendable, Hashable {
  // Control to agent.
  /// Steps in order; the answers stream back as they finish.
  case run([TaskRequest])
  /// Asks which of these contents the machine already holds.
  case haveBlobs([BlobQuestion])
  /// A piece of a content; `last` completes it, whereupon the agent checks the digest.
  case blobChunk(digest: String, bytes: [UInt8], last: Bool)
  /// After a lost connection: what became of these steps? The agent answers once it has taken the journal from the one
  /// before it, so that none of them can still be running or begin later.
  case fates([UInt64])
  /// No step that has not begun is started any more, and the one that runs is ended.
  case cancel
  /// No step that has not begun is started any more; the one that runs ends by itself.
  case hold
  /// The session is over: the agent removes its folder and ends.
  case goodbye

  // Agent to control.
  case hello(Hello)
  case result(step: UInt64, ModuleResult)
  /// The digests that are missing, in answer to `haveBlobs`.
  case needBlobs([String])
  case fate(step: UInt64, Fate)
  /// The agent cannot go on; the connection is closed after this.
  case fatal(String)

  /// The agent's first words.
  package struct Hello: Sendable, Hashable {
    package var version: UInt32
    /// SHA-256 of the agent's own binary as it was named when started.
    package var digest: String
    package var userID: UInt32
    package var userName: String
    package var machine: String

    package init(version: UInt32, digest: String, userID: UInt32, userName: String, machine: String) {
      self.version = version
      self.digest = digest
      self.userID = userID
      self.userName = userName
      self.machine = machine
    }
  }

  /// What the journal knows of a step.
  package enum Fate: Sendable, Hashable {
    case neverStarted
    /// Started, and no end was journalled: it may have done its work.
    case unknown
    case finished(ModuleResult)
  }
}

/// The version of the protocol; both ends must have the same.
package enum ProtocolVersion {
  package static let current: UInt32 = 1
}
