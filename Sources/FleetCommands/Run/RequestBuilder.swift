import FleetCore
import FleetEngine
import FleetInventory
import FleetJinja
import FleetPlaybook
import FleetSystem
import FleetVariables
import FleetVault

/// Lays the command line over the settings and gives the request of a run.
struct RequestBuilder {
  let options: ParsedOptions
  let session: CommandSession
  /// Whether passwords are asked for: not when the run only lists.
  var asksPasswords = true

  private var settings: Settings { session.settings }

  func request() throws(DiagnosticError) -> RunRequest {
    var request = RunRequest()
    request.redactor = session.redactor
    request.vault = try session.vault(options)
    request.inventorySources = inventorySources
    request.extraVars = options.values("extra-vars")
    request.limit = options.value("limit")
    request.templateOptions.allowsBrokenConditionals = settings.allowsBrokenConditionals
    request.templateOptions.enable(extensions: settings.jinjaExtensions)
    request.templateOptions.allowsEmbeddedTemplates = settings.allowsEmbeddedTemplates
    request.loader.rolesPath = settings.rolesPath
    request.loader.collectionsPath = settings.collectionsPath
    request.loader.hidesRoleVars = settings.hidesRoleVariables
    request.loader.duplicateKeys = LoaderSettings.DuplicateKeyPolicy(rawValue: settings.duplicateKeys) ?? .warn
    apply(to: &request.options)
    try applyConnection(to: &request.options.connection)
    apply(to: &request)
    request.variables.connection = connectionVariables(request.options.connection)
    request.variables.factCache = try factCache()
    request.inventorySettings = settings
    return request
  }

  /// `-i`, else the settings; the default of Ansible counts only when it is there.
  private var inventorySources: [String] {
    let given = options.values("inventory")
    if !given.isEmpty { return given }
    if settings.isInventoryGiven { return settings.inventory }
    return settings.inventory.filter(FileSystem.exists)
  }

  /// Tags may be given several times and in one word, parted by commas.
  private func tags(_ key: String, _ configured: [String]) -> [String] {
    let given = options.values(key).flatMap { $0.split(separator: ",").map { $0.trimmingSpace() } }
    return options.has(key) ? given.filter { !$0.isEmpty } : configured
  }

  private func apply(to run: inout RunOptions) {
    run.isCheck = options.has("check")
    run.wantsDiff = options.has("diff") || settings.isDiffAlways
    run.forks = max(1, options.number("forks") ?? settings.forks)
    run.tags = tags("tags", settings.runTags)
    run.skipTags = tags("skip-tags", settings.skipTags)
    run.limit = options.value("limit")
    run.forcesHandlers = options.has("force-handlers") || settings.forcesHandlers
    run.startAtTask = options.value("start-at-task")
    run.verbosity = session.verbosity
    run.defaultStrategy = settings.strategy
    run.pollSeconds = settings.pollInterval
    run.anyErrorsFatal = settings.isAnyErrorFatal
    run.gathering = settings.gathering
    run.displaysArguments = ReportChoice.needsArguments(settings)
    run.isErrorOnMissingHandler = settings.isMissingHandlerError
  }

  private func apply(to request: inout RunRequest) {
    request.variables.configFile = settings.configFile
    request.variables.catalog = try? SettingsReader().catalog()
    request.variables.mergesHashes = settings.mergesHashes
    request.variables.injectsFacts = settings.injectsFacts
    request.variables.isCheckMode = request.options.isCheck
    request.variables.isDiffMode = request.options.wantsDiff
    request.variables.verbosity = session.verbosity
    request.variables.forks = request.options.forks
    request.variables.runTags = request.options.tags.isEmpty ? ["all"] : request.options.tags
    request.variables.skipTags = request.options.skipTags
    request.variables.limit = request.limit
  }

  /// What Ansible's play context gives to tasks of what the options say.
  private func connectionVariables(_ connection: ConnectionDefaults) -> ValueMap {
    var map: ValueMap = [:]
    if let user = connection.remoteUser {
      for name in ["ansible_user", "ansible_ssh_user"] { map[name] = .string(user) }
    }
    if let file = connection.privateKeyFile {
      for name in ["ansible_ssh_private_key_file", "ansible_private_key_file"] { map[name] = .string(file) }
    }
    if let password = connection.password {
      for name in ["ansible_password", "ansible_ssh_pass", "ansible_ssh_password"] {
        map[name] = .string(password.text)
      }
    }
    return map
  }

  /// `fact_caching`: in memory, or files of JSON.
  private func factCache() throws(DiagnosticError) -> FactCache? {
    let name = settings.factCaching.replacing("ansible.builtin.", with: "")
    guard name != "memory" else { return nil }
    guard name == "jsonfile" else {
      session.warn("Unable to load the cache plugin (\(settings.factCaching)), facts are kept in memory")
      return nil
    }
    guard let folder = settings.factCachingConnection else {
      throw DiagnosticError(
        .optionConflict, "error in 'jsonfile' cache plugin while trying to create cache dir: no folder is set",
        help: ["set `fact_caching_connection` or ANSIBLE_CACHE_PLUGIN_CONNECTION"])
    }
    return FactCache(
      folder: FilePath.absolute(FilePath.expandingHome(folder)), prefix: settings.factCachingPrefix,
      timeout: settings.factCachingTimeout)
  }

  private func applyConnection(to connection: inout ConnectionDefaults) throws(DiagnosticError) {
    connection.remoteUser = options.value("user") ?? settings.remoteUser
    connection.pluginFolders = settings.connectionFolders
    connection.privateKeyFile = options.value("private-key") ?? settings.privateKeyFile
    connection.connection = options.value("connection") ?? Self.transport(settings.transport)
    connection.timeoutSeconds = Double(options.number("timeout") ?? settings.timeout)
    connection.port = settings.remotePort
    connection.retries = settings.sshRetries
    connection.checksHostKeys = settings.checksHostKeys ? nil : false
    let words = [
      settings.sshArguments, options.value("ssh-common-args") ?? settings.sshCommonArguments,
      options.value("ssh-extra-args") ?? settings.sshExtraArguments,
    ]
    for text in words.compactMap({ $0 }) { connection.sshArguments += try Self.shellWords(text) }
    connection.becomes = options.has("become") || settings.becomes
    connection.becomeMethod = options.value("become-method") ?? settings.becomeMethod
    connection.becomeUser = options.value("become-user") ?? settings.becomeUser ?? "root"
    connection.becomeFlags = settings.becomeFlags
    connection.becomeProgram = settings.becomeExecutable
    try applyPasswords(to: &connection)
  }

  /// `smart` was Ansible's word for ssh.
  private static func transport(_ name: String) -> String { name == "smart" ? "ssh" : name }

  private static func shellWords(_ text: String) throws(DiagnosticError) -> [String] {
    do throws(ShellWords.Fault) {
      return try ShellWords.split(text, comments: false).map(\.text)
    } catch {
      throw DiagnosticError(.badOption, "a quote in the SSH arguments is not closed: \(text)")
    }
  }

  private func applyPasswords(to connection: inout ConnectionDefaults) throws(DiagnosticError) {
    let asksConnection = options.has("ask-pass") || (settings.asksConnectionPassword && asksPasswords)
    let asksBecome = options.has("ask-become-pass") || (settings.asksBecomePassword && asksPasswords)
    var connectionPassword: String?
    if asksPasswords, asksConnection {
      connectionPassword = try PasswordPrompt.ask("SSH password: ")
    } else if let file = options.value("connection-password-file") ?? settings.connectionPasswordFile, asksPasswords {
      connectionPassword = try password(from: file)
    }
    var becomePassword: String?
    if asksPasswords, asksBecome {
      let method = settings.isAgnosticBecomePrompt ? "BECOME" : connection.becomeMethod.uppercased()
      let answer = try PasswordPrompt.ask(
        "\(method) password\(connectionPassword == nil ? "" : "[defaults to SSH password]"): ")
      becomePassword = answer.isEmpty ? connectionPassword ?? answer : answer
    } else if let file = options.value("become-password-file") ?? settings.becomePasswordFile, asksPasswords {
      becomePassword = try password(from: file)
    }
    for secret in [connectionPassword, becomePassword].compactMap({ $0 }) {
      if let warning = session.redactor.add(secret) { session.report([warning]) }
    }
    connection.password = connectionPassword.map { SecretText($0) }
    connection.becomePassword = becomePassword.map { SecretText($0) }
  }

  /// The contents of a file, or what a script prints.
  private func password(from file: String) throws(DiagnosticError) -> String {
    if file == "-" { return String(decoding: Terminal.readInput(limit: 65_536), as: UTF8.self).trimmingSpace() }
    let secrets = try VaultSecretLoader(passwordFiles: [file]).load()
    return String(decoding: secrets.first?.bytes ?? [], as: UTF8.self)
  }
}
