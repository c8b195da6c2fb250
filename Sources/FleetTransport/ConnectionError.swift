/// Why a machine cannot be reached, or was lost.
package struct ConnectionError: Error, Sendable, CustomStringConvertible {
  package enum Kind: Sendable, Hashable {
    case resolve, refused, timeout, unreachable, hostKeyUnknown, hostKeyChanged, authentication, bastion
    /// sudo and its like: wrong password, not allowed, not there. The host counts as failed, not unreachable.
    case become
    case agent, protocolMismatch, lost, cancelled, configuration
    /// The connection type is nobody's: even a task that needs no machine fails, as in Ansible.
    case unknownType
    /// An sshd that lives and has no room at the moment.
    case busy
  }

  package var kind: Kind
  /// One line that names what was tried and what came back.
  package var message: String
  package var help: String?
  /// Steps that were sent and never answered, although the journal was asked: their work may have been done.
  package var unknownSteps: [UInt64] = []

  package init(_ kind: Kind, _ message: String, help: String? = nil, unknownSteps: [UInt64] = []) {
    self.kind = kind
    self.message = message
    self.help = help
    self.unknownSteps = unknownSteps
  }

  package var description: String { message }

  /// Whether another attempt may succeed where this one failed.
  var isWorthRetrying: Bool {
    switch kind {
    case .resolve, .refused, .timeout, .unreachable, .bastion, .lost, .busy: true
    default: false
    }
  }
}
