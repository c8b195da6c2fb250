import FleetCore

/// What the command line says about a run.
package struct RunOptions: Sendable {
  package var isCheck = false
  package var wantsDiff = false
  /// Hosts worked on at once.
  package var forks = 50
  package var tags: [String] = []
  package var skipTags: [String] = []
  /// The names that `--limit` leaves; nil for no limit.
  package var limit: String?
  package var forcesHandlers = false
  package var startAtTask: String?
  /// `enable_task_debugger` and `task_debugger_ignore_errors`.
  package var debugsTasks = false
  package var debuggerIgnoresErrors = true
  /// `poll_interval`: seconds between two looks at an asynchronous task.
  package var pollSeconds = 15
  package var verbosity = 0
  package var defaultStrategy = "linear"
  package var anyErrorsFatal = false
  /// `implicit`, `explicit` or `smart`.
  package var gathering = "implicit"
  package var displaysArguments = false
  package var isErrorOnMissingHandler = true
  /// `fleet_http_via` and its like come from variables; this is the run's name in paths on machines.
  package var runID = ""
  /// Connection settings of the command line and the settings files, weaker than variables.
  package var connection = ConnectionDefaults()
  package init() {}
}

/// Connection settings that hold where no variable says otherwise.
package struct ConnectionDefaults: Sendable {
  package var remoteUser: String?
  package var privateKeyFile: String?
  package var connection = "ssh"
  package var timeoutSeconds: Double = 10
  package var port: Int?
  package var sshArguments: [String] = []
  package var checksHostKeys: Bool?
  package var becomes = false
  package var becomeMethod = "sudo"
  package var becomeUser = "root"
  package var becomeFlags: String?
  /// `become_exe`.
  package var becomeProgram: String?
  package var password: SecretText?
  package var becomePassword: SecretText?
  package var retries = 0
  /// Folders of connection plugins, which are known and cannot be used.
  package var pluginFolders: [String] = []
  package init() {}
}

/// A password on its way from a prompt to a connection; never printed.
package struct SecretText: Sendable, CustomStringConvertible {
  package let text: String
  package init(_ text: String) { self.text = text }
  package var description: String { "********" }
}
