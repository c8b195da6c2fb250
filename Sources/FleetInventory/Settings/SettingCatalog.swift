package import FleetCore
import FleetJinja
import FleetSystem

/// All settings of ansible-core 2.19 by their names, for `ansible-config` and the lookup `config`.
package struct SettingCatalog: Sendable {
  /// A setting as it is declared.
  package struct Row: Sendable {
    package let name: String
    /// `boolean`, `integer`, `list`, `pathspec`, `pathlist`, `path` and the like; empty for text.
    package let type: String
    package let fallback: Value
    /// `section.key`.
    package let keys: [String]
    package let variables: [String]
  }

  /// A setting with its value, and where that comes from: `default`, `env: NAME`, or the file.
  package struct Resolved: Sendable {
    package let row: Row
    package let value: Value
    package let origin: String
  }

  package static let rows = rows(of: table)
  private static let pluginRows = rows(of: pluginTable)

  private static func rows(of table: String) -> [Row] {
    table.split(separator: "\n").compactMap(row)
  }

  private static func row(_ line: Substring) -> Row? {
    let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 5 else { return nil }
    return Row(
      name: parts[0], type: parts[1], fallback: (try? JSONReader.read(Array(parts[2].utf8), path: parts[0])) ?? .null,
      keys: parts[3].split(separator: " ").map(String.init), variables: parts[4].split(separator: " ").map(String.init))
  }

  private let environment: [String: String]
  private let file: ConfigurationFile?
  private let path: String?

  init(environment: [String: String], file: ConfigurationFile?, path: String?) {
    self.environment = environment
    self.file = file
    self.path = path
  }

  package func resolved(_ name: String) -> Resolved? { Self.rows.first { $0.name == name }.map(resolved) }

  /// An option of a plugin, such as `ssh_args` of the connection `ssh`.
  package func resolved(_ name: String, type: String, plugin: String) -> Resolved? {
    let short = plugin.replacing("ansible.builtin.", with: "")
    return Self.pluginRows.first { $0.name == "\(type).\(short).\(name)" }.map(resolved)
  }
  package var all: [Resolved] { Self.rows.map(resolved) }

  /// The environment wins over the file; of several names the last that is set counts.
  private func resolved(_ row: Row) -> Resolved {
    if row.name == "CONFIG_FILE" { return Resolved(row: row, value: path.map { .string($0) } ?? .null, origin: "") }
    for name in row.variables.reversed() {
      if let text = environment[name] {
        let folder = FileSystem.currentDirectory()
        return Resolved(row: row, value: converted(text, row.type, folder), origin: "env: \(name)")
      }
    }
    for key in row.keys.reversed() {
      let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
      if let path, parts.count == 2, let entry = file?.sections[parts[0]]?[parts[1]] {
        return Resolved(row: row, value: converted(entry.value, row.type, FilePath.folder(of: path)), origin: path)
      }
    }
    return Resolved(row: row, value: expanded(row.fallback), origin: "default")
  }

  private var home: String {
    environment["ANSIBLE_HOME"] ?? FilePath.join(environment["HOME"] ?? "/root", ".ansible")
  }

  private func expanded(_ value: Value) -> Value {
    switch value {
    case .string(let text): .string(text.replacing("{{ANSIBLE_HOME}}", with: home))
    case .list(let items): .list(items.map(expanded))
    default: value
    }
  }

  private func converted(_ text: String, _ type: String, _ folder: String) -> Value {
    let pathOf = { (text: String) -> Value in
      let path = FilePath.expandingHome(FilePath.expandingVariables(text))
      return .string(FilePath.normalized(FilePath.isAbsolute(path) ? path : FilePath.join(folder, path)))
    }
    let parts = { (mark: Character) in text.split(separator: mark).map { $0.trimmingSpace() }.filter { !$0.isEmpty } }
    switch type {
    case "bool", "boolean": return .bool(["y", "yes", "on", "1", "true", "t"].contains(text.lowercased()))
    case "int", "integer": return Int(text).map { .int($0) } ?? .string(text)
    case "float": return Double(text).map { .double($0) } ?? .string(text)
    case "list": return .list(parts(",").map { .string($0) })
    case "pathlist": return .list(parts(",").map(pathOf))
    case "pathspec": return .list(parts(":").map(pathOf))
    case "path", "tmppath", "tmp": return text.isEmpty ? .null : pathOf(text)
    default: return text == "None" || text == "null" ? .null : .string(text)
    }
  }
}

extension SettingCatalog.Resolved {
  /// The value as Python prints it.
  package var text: String { (try? JinjaValue(value).text()) ?? JSONWriter.keyText(value) }
}

extension SettingsReader {
  /// The settings by name, as they stand.
  package func catalog() throws(DiagnosticError) -> SettingCatalog {
    var warnings: [Diagnostic] = []
    let path = configurationPath(&warnings)
    var file: ConfigurationFile?
    if let path { file = try ConfigurationFile(try SourceFile.read(path, name: FilePath.shown(path))) }
    return SettingCatalog(environment: environment, file: file, path: path)
  }

  /// What of ansible.cfg (`ini`) or of the environment (`env`) nobody knows.
  package func unknown(_ form: String) throws(DiagnosticError) -> [String] {
    guard form == "env" else {
      var warnings: [Diagnostic] = []
      guard let path = configurationPath(&warnings) else { return [] }
      let file = try ConfigurationFile(try SourceFile.read(path, name: FilePath.shown(path)))
      return file.unknownWarning.map { [$0.message] } ?? []
    }
    let known = Set(
      SettingCatalog.rows.flatMap(\.variables) + Settings.definitions.flatMap(\.variables) + [
        "ANSIBLE_CONFIG", "ANSIBLE_BASEDIR", "ANSIBLE_PLAYBOOK_DIR",
      ])
    return environment.keys.filter { $0.hasPrefix("ANSIBLE_") && !$0.hasPrefix("ANSIBLE_TEST_") && !known.contains($0) }
      .sorted()
  }
}
