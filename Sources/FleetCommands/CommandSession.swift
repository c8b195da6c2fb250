import FleetCore
import FleetInventory
import FleetReport
import FleetSystem
import FleetVault
import Glibc

/// What every command of an invocation shares: the settings, the terminal, the secrets.
struct CommandSession: Sendable {
  /// As it was called: `fleet run` or `ansible-playbook`.
  let program: String
  let settings: Settings
  let redactor: Redactor
  let output: TextOutput
  var verbosity: Int
  /// Somebody looks at standard output.
  let isTerminal: Bool

  init(program: String, settings: Settings, verbosity: Int) {
    self.program = program
    self.settings = settings
    self.verbosity = verbosity
    let redactor = Redactor()
    self.redactor = redactor
    isTerminal = isatty(1) == 1
    let showsColor = isTerminal && Environment.variable("TERM") != "dumb"
    output = TextOutput(
      usesColor: !settings.forbidsColor && (showsColor || settings.forcesColor), columns: Terminal.columns - 1,
      redact: { redactor.redact($0) }, log: Self.log(settings))
  }

  /// `log_path`; a file that cannot be written is warned about and left.
  private static func log(_ settings: Settings) -> (@Sendable (String) -> Void)? {
    guard let path = settings.logPath else { return nil }
    let file = LogFile(path: path)
    guard file.isWritable else {
      let text = "[WARNING]: log file at '\(path)' is not writeable and we cannot create it, aborting\n"
      Terminal.write(Array(text.utf8), to: 2)
      return nil
    }
    return { file.append($0) }
  }

  /// It was called by the name of one of Ansible's programs.
  var isAnsible: Bool { program.hasPrefix("ansible") }

  func write(_ text: String) { output.write(text) }
  func writeError(_ text: String) { output.write(text, toError: true) }

  /// Shows faults and warnings with their places.
  func report(_ diagnostics: [Diagnostic]) {
    guard !diagnostics.isEmpty else { return }
    let usesColor = isatty(2) == 1 && !settings.forbidsColor || settings.forcesColor
    writeError(DiagnosticRenderer(usesColor: usesColor).render(diagnostics) + "\n")
  }

  /// A line in Ansible's form.
  func warn(_ text: String) {
    let line = "[WARNING]: \(text)"
    writeError((output.usesColor ? "\u{1B}[1;35m\(line)\u{1B}[0m" : line) + "\n")
  }

  /// What Ansible says of its configuration file with `-v`.
  func writeConfiguration() {
    guard verbosity > 0 else { return }
    let line = settings.configFile.map { "Using \($0) as config file" } ?? "No config file found; using defaults"
    write((output.usesColor ? "\u{1B}[0;34m\(line)\u{1B}[0m" : line) + "\n")
  }

  /// The vault of the settings and options. `isNew` asks twice for a password that is being made.
  func vault(_ options: ParsedOptions, isNew: Bool = false, asksWhenNone: Bool = false) throws(DiagnosticError) -> Vault
  {
    Vault(
      secrets: try vaultSecrets(options, isNew: isNew, asksWhenNone: asksWhenNone),
      requiresMatchingID: settings.requiresVaultIDMatch)
  }

  func vaultSecrets(
    _ options: ParsedOptions, isNew: Bool = false, asksWhenNone: Bool = false
  ) throws(DiagnosticError) -> [VaultSecret] {
    let ids = settings.vaultIdentities + options.values("vault-id")
    let files = options.values("vault-password-file") + [settings.vaultPasswordFile].compactMap { $0 }
    let asks =
      options.has("ask-vault-password") || settings.asksVaultPassword
      || (asksWhenNone && ids.isEmpty && files.isEmpty)
    let loader = VaultSecretLoader(
      ids: ids, passwordFiles: files, asksPassword: asks, isNew: isNew, prompt: PasswordPrompt.ask)
    let secrets = try loader.load()
    for secret in secrets { redactor.add(String(decoding: secret.bytes, as: UTF8.self)) }
    return secrets
  }
}
