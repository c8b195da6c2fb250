/// What ansible.cfg and the environment say; defaults are Ansible's unless a comment says otherwise. Options of the
/// command line are laid over it by the commands.
package struct Settings: Sendable, Equatable {
  /// The file that was read (`ansible_config_file`).
  package var configFile: String?

  // Inventory
  package var inventory: [String] = ["/etc/ansible/hosts"]
  /// The inventory was chosen by somebody and not the default.
  package var isInventoryGiven = false
  package var inventoryIgnoredExtensions: [String] = InventoryDefaults.ignoredExtensions
  package var inventoryIgnoredPatterns: [String] = []
  package var groupNamePolicy = "never"
  package var hostPatternMismatch = "warning"
  package var inventoryScriptTimeout = 300
  package var exportsInventory = false
  /// The folder that counts as a playbook's for commands without one (`playbook_dir`).
  package var playbookFolder: String?
  package var inventoryPlugins: [String] = InventoryDefaults.plugins
  package var failsOnAnyUnparsedInventory = false
  package var failsOnUnparsedInventory = false
  package var inventoryUsesExtraVars = false
  package var warnsOfUnparsedInventory = true

  // Connection
  package var transport = "ssh"
  package var remoteUser: String?
  package var remotePort: Int?
  package var privateKeyFile: String?
  package var checksHostKeys = true
  package var timeout = 10
  package var sshArguments: String?
  package var sshCommonArguments: String?
  package var sshExtraArguments: String?
  package var sshExecutable = "ssh"
  package var sshRetries = 0
  package var isPipelined = false
  package var controlPath: String?
  package var controlPathDirectory: String?
  package var connectionPasswordFile: String?
  package var asksConnectionPassword = false
  package var pollInterval = 15
  package var taskTimeout = 0
  package var localTemporary = "~/.ansible/tmp"
  package var remoteTemporary = "~/.ansible/tmp"
  package var shell = "/bin/sh"
  package var interpreter = "auto"

  // Becoming another user
  package var becomes = false
  package var becomeMethod = "sudo"
  package var becomeUser: String?
  package var becomeFlags: String?
  package var becomeExecutable: String?
  package var asksBecomePassword = false
  package var becomePasswordFile: String?
  package var allowsSameUser = false

  // Running
  /// Ansible's default is 5: a thread a host makes more of them dear there.
  package var forks = 50
  package var strategy = "linear"
  package var gathering = "implicit"
  package var gatherSubset: [String] = []
  package var gatherTimeout: Int?
  package var factCaching = "memory"
  package var factCachingConnection: String?
  package var factCachingPrefix = ""
  package var factCachingTimeout = 86400
  package var injectsFacts = true
  package var mergesHashes = false
  package var isAnyErrorFatal = false
  package var forcesHandlers = false
  package var maximumFailPercentage: Int?
  package var runTags: [String] = []
  package var skipTags: [String] = []
  package var noLog = false
  package var isErrorOnUndefined = true
  package var allowsBrokenConditionals = false
  package var allowsEmbeddedTemplates = true
  package var jinjaExtensions: [String] = []
  package var ansibleManaged = "Ansible managed"
  package var moduleName = "command"
  package var duplicateKeys = "warn"
  package var isMissingHandlerError = true
  package var playbookVariablesRoot = "top"
  /// Whether the variables of roles are hidden from the rest of the play; nil when nobody says so.
  package var hidesRoleVariables: Bool?

  // Where things are
  package var rolesPath: [String] = ["~/.ansible/roles", "/usr/share/ansible/roles", "/etc/ansible/roles"]
  package var collectionsPath: [String] = ["~/.ansible/collections", "/usr/share/ansible/collections"]
  package var logPath: String?
  package var retryFilesEnabled = false
  package var retryFilesPath: String?

  // Vault
  package var vaultPasswordFile: String?
  package var vaultIdentities: [String] = []
  package var vaultIdentity = "default"
  package var vaultEncryptIdentity: String?
  package var requiresVaultIDMatch = false
  package var asksVaultPassword = false

  /// Folders with modules of the user's own, which are known and cannot be run.
  package var libraryFolders: [String] = []
  package var actionFolders: [String] = []
  package var connectionFolders: [String] = []
  /// `error`, `warn` or `off`; nil: as the program's name says.
  package var staticCheck: String?

  // Output
  package var stdoutCallback = "default"
  package var enabledCallbacks: [String] = []
  package var resultFormat = "json"
  package var prettyResults: Bool?
  package var displaysSkippedHosts = true
  package var displaysOKHosts = true
  package var displaysFailedOnStderr = false
  package var displaysTaskArguments = false
  package var displaysCheckMarkers = false
  package var showsCustomStatistics = false
  package var showsPerHostStart = false
  /// The ad-hoc command uses the configured callbacks, too.
  package var loadsCallbacksForTasks = false
  package var treeFolder = "~/.ansible/tree"
  package var profileOrder = "descending"
  package var profileLimit = "20"
  package var profilesSummaryOnly = false
  package var showsTaskPathOnFailure = false
  package var warnsOfDeprecations = true
  package var warnsOfSystem = true
  package var warnsOfLocalhost = true
  package var isDiffAlways = false
  package var diffContext = 3
  package var maximumDiffSize = 104_448
  package var forcesColor = false
  package var forbidsColor = false
  package var colors: [String: String] = [:]
  package var verbosity = 0
  package var isAgnosticBecomePrompt = true

  package init() {}
}

/// Defaults that more than one place needs.
package enum InventoryDefaults {
  /// `REJECT_EXTS` and the three of `INVENTORY_IGNORE_EXTS`.
  package static let plugins = ["host_list", "script", "auto", "yaml", "ini", "toml"]
  package static let ignoredExtensions = [
    ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".cfg", ".retry",
  ]
}
