/// How to reach a machine and as whom: everything a connection needs, nothing of plays.
package struct ConnectionSettings: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case local
    case ssh
    case inside(Enclosure)
  }

  /// A change of identity on the machine (`become`).
  package struct Become: Sendable, Hashable {
    package var method: String
    package var user: String
    /// Never printed; fed to the prompt before the protocol starts.
    package var password: Secret?
    package var flags: String?
    /// The program, when it is another one than the method's own.
    package var program: String?
    /// Where the method's program is started (`sudo_chdir`).
    package var folder: String?
    /// Words of which one is in the question for the password (`su_prompt_l10n`); empty for any question.
    package var prompts: [String] = []

    package init(
      method: String, user: String, password: Secret? = nil, flags: String? = nil, program: String? = nil
    ) {
      self.program = program
      self.method = method
      self.user = user
      self.password = password
      self.flags = flags
    }
  }

  /// The inventory's name, for messages.
  package var hostName: String
  package var kind: Kind = .ssh
  package var address: String
  package var port: UInt16?
  package var user: String?
  package var password: Secret?
  /// Private key files, in the order to try; empty for ssh_config's or the default ones.
  package var privateKeyFiles: [String] = []
  /// The words of ssh_args, ssh_common_args and ssh_extra_args, already split.
  package var sshArguments: [String] = []
  /// nil: as ssh_config says, else strict.
  package var checksHostKeys: Bool?
  package var connectTimeoutSeconds: Double = 10
  /// Further attempts when a connection fails before anything was sent.
  package var retries = 0
  /// Where the agent and its session folder may live, in order; empty for the default places.
  package var remoteFolders: [String] = []
  package var become: Become?
  package var bastion = BastionLimits()

  package init(hostName: String, address: String) {
    self.hostName = hostName
    self.address = address
  }
}

/// A text that must never be printed.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
  package let text: String
  package init(_ text: String) { self.text = text }
  package var description: String { "********" }
  package var debugDescription: String { "********" }
}
