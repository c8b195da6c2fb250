package import FleetCore
import FleetSystem

/// Finds and reads ansible.cfg and the environment: the environment wins over the file, the file over the defaults.
package struct SettingsReader: Sendable {
  let environment: [String: String]
  private let directory: String
  private let home: String?

  /// What was read, and what is to be warned about.
  package struct Reading: Sendable {
    package let settings: Settings
    package let warnings: [Diagnostic]
  }

  package init(
    environment: [String: String] = Environment.dictionary(), directory: String = FileSystem.currentDirectory()
  ) {
    self.environment = environment
    self.directory = directory
    home = environment["HOME"]
  }

  package func read() throws(DiagnosticError) -> Reading {
    var settings = Settings()
    var warnings: [Diagnostic] = []
    var faults: [Diagnostic] = []
    if let path = configurationPath(&warnings) {
      settings.configFile = path
      let file = try ConfigurationFile(try SourceFile.read(path, name: FilePath.shown(path)))
      if let warning = file.unknownWarning { warnings.append(warning) }
      apply(file, at: path, to: &settings, &faults)
    }
    applyEnvironment(to: &settings, &faults)
    settings.rolesPath = settings.rolesPath.map(FilePath.expandingHome)
    settings.collectionsPath = settings.collectionsPath.map(FilePath.expandingHome)
    guard faults.isEmpty else { throw DiagnosticError(faults) }
    return Reading(settings: settings, warnings: warnings)
  }

  /// ANSIBLE_CONFIG, `./ansible.cfg` (not in a folder that everybody may write to), `~/.ansible.cfg`,
  /// `/etc/ansible/ansible.cfg`.
  func configurationPath(_ warnings: inout [Diagnostic]) -> String? {
    if let named = environment["ANSIBLE_CONFIG"], !named.isEmpty {
      var path = FilePath.expandingHome(FilePath.expandingVariables(named))
      if !FilePath.isAbsolute(path) { path = FilePath.join(directory, path) }
      if FileSystem.isDirectory(path) { path = FilePath.join(path, "ansible.cfg") }
      if FileSystem.exists(path) { return FilePath.normalized(path) }
    }
    let local = FilePath.join(directory, "ansible.cfg")
    if FileSystem.exists(local) {
      guard let status = try? FileSystem.status(directory), status.permissions & 0o002 != 0 else {
        return local
      }
      warnings.append(
        Diagnostic(
          .unsafeSettings, "everybody may write to `\(directory)`, so its `ansible.cfg` is ignored",
          severity: .warning, help: ["`chmod o-w .`, or name the file in ANSIBLE_CONFIG"]))
    }
    let candidates = [home.map { FilePath.join($0, ".ansible.cfg") }, "/etc/ansible/ansible.cfg"].compactMap { $0 }
    return candidates.first(where: FileSystem.exists)
  }

  private func apply(
    _ file: ConfigurationFile, at path: String, to settings: inout Settings, _ faults: inout [Diagnostic]
  ) {
    let origin = SettingDefinition.Origin(folder: FilePath.folder(of: path))
    for definition in Settings.definitions {
      for key in definition.keys {
        let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let entry = file.sections[parts[0]]?[parts[1]] else { continue }
        do throws(SettingDefinition.Fault) {
          try definition.apply(&settings, Self.unquoted(expanded(entry.value, path)), origin)
        } catch {
          faults.append(
            Diagnostic(
              .invalidSetting, "the setting `\(parts[1])` cannot be `\(entry.value)`", at: entry.span,
              help: ["give \(error.expected)"]))
        }
      }
    }
    for (name, entry) in file.sections["colors"] ?? [:] { settings.colors[name] = entry.value }
  }

  /// `{{CWD}}` and `{{ANSIBLE_HOME}}` in a value.
  private func expanded(_ text: String, _ path: String) -> String {
    guard text.contains("{{") else { return text }
    let ansibleHome = environment["ANSIBLE_HOME"] ?? FilePath.join(home ?? "~", ".ansible")
    return text.replacing("{{CWD}}", with: directory).replacing("{{ CWD }}", with: directory)
      .replacing("{{ANSIBLE_HOME}}", with: ansibleHome).replacing("{{ ANSIBLE_HOME }}", with: ansibleHome)
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let first = text.first, first == "\"" || first == "'", text.last == first else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }

  private func applyEnvironment(to settings: inout Settings, _ faults: inout [Diagnostic]) {
    let origin = SettingDefinition.Origin(folder: directory)
    for definition in Settings.definitions {
      for name in definition.variables {
        guard let text = environment[name] else { continue }
        do throws(SettingDefinition.Fault) {
          try definition.apply(&settings, Self.unquoted(text), origin)
        } catch {
          faults.append(
            Diagnostic(
              .invalidSetting, "the environment variable `\(name)` cannot be `\(text)`",
              help: ["give \(error.expected), or unset it"]))
        }
      }
    }
    for (name, value) in environment where name.hasPrefix("ANSIBLE_COLOR_") {
      settings.colors[name.dropFirst("ANSIBLE_COLOR_".count).lowercased()] = value
    }
    if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false { settings.forbidsColor = true }
  }
}

extension InventoryOptions {
  /// Lays the settings over these options.
  package mutating func apply(_ settings: Settings) {
    ignoredExtensions = settings.inventoryIgnoredExtensions
    ignoredPatterns = settings.inventoryIgnoredPatterns
    groupNamePolicy = GroupNamePolicy(rawValue: settings.groupNamePolicy) ?? .never
    failsOnUnreadableSource = settings.failsOnAnyUnparsedInventory
    failsWithoutSource = settings.failsOnUnparsedInventory
    warnsWithoutSource = settings.warnsOfUnparsedInventory
    plugins = settings.inventoryPlugins.map { $0.replacing("ansible.builtin.", with: "") }
    mergesHashes = settings.mergesHashes
    usesExtraVars = settings.inventoryUsesExtraVars
    scriptTimeoutSeconds = Double(settings.inventoryScriptTimeout)
  }
}
