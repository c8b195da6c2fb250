import FleetCore
import FleetJinja
import FleetSystem
import FleetVault
import FleetYAML
import Synchronization

/// The folders `group_vars` and `host_vars` beside inventory sources. Each is listed once; files are read when somebody
/// has their name, and kept.
final class VariableFolders: Sendable {
  enum Kind: String, Sendable { case group = "group_vars", host = "host_vars" }

  private struct Store: Sendable {
    /// Names that a folder has something for, without extensions.
    var listings: [String: Set<String>] = [:]
    var tables: [String: [VariableTable]] = [:]
  }

  /// The weakest first; absolute.
  let directories: [String]
  private let options: InventoryOptions
  private let store = Mutex(Store())
  private let found = Mutex<[Diagnostic]>([])
  private static let extensions = [".yml", ".yaml", ".json"]

  init(directories: [String], options: InventoryOptions) {
    self.directories = directories
    self.options = options
  }

  func takeWarnings() -> [Diagnostic] {
    found.withLock { warnings in
      defer { warnings = [] }
      return warnings
    }
  }

  /// The files of a group or host, the weakest first.
  func tables(_ kind: Kind, _ name: String) throws(DiagnosticError) -> [VariableTable] {
    // A name with a slash could point outside the folder.
    guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else { return [] }
    var tables: [VariableTable] = []
    for directory in directories {
      let folder = FilePath.join(directory, kind.rawValue)
      guard listing(folder).contains(name) else { continue }
      tables += try self.tables(FilePath.join(folder, name))
    }
    return tables
  }

  /// Names for which some folder has files.
  func names(_ kind: Kind) -> Set<String> {
    directories.reduce(into: []) { $0.formUnion(listing(FilePath.join($1, kind.rawValue))) }
  }

  private func listing(_ folder: String) -> Set<String> {
    if let known = store.withLock({ $0.listings[folder] }) { return known }
    var names: Set<String> = []
    if FileSystem.isDirectory(folder) {
      for entry in (try? FileSystem.list(folder)) ?? [] {
        names.insert(entry)
        for ext in Self.extensions where entry.hasSuffix(ext) { names.insert(String(entry.dropLast(ext.count))) }
      }
    }
    store.withLock { $0.listings[folder] = names }
    return names
  }

  /// Ansible's `find_vars_files`: a folder's files, or the first of `name`, `name.yml`, `name.yaml`, `name.json`.
  private func tables(_ base: String) throws(DiagnosticError) -> [VariableTable] {
    if let known = store.withLock({ $0.tables[base] }) { return known }
    var tables: [VariableTable] = []
    for ext in [""] + Self.extensions where FileSystem.exists(base + ext) {
      let paths = FileSystem.isDirectory(base + ext) ? Self.files(in: base + ext, depth: 0) : [base + ext]
      for path in paths { if let table = try table(path) { tables.append(table) } }
      break
    }
    store.withLock { $0.tables[base] = tables }
    return tables
  }

  private static func files(in folder: String, depth: Int) -> [String] {
    guard depth < Limits.includeDepth else { return [] }
    var paths: [String] = []
    for name in ((try? FileSystem.list(folder)) ?? []).sorted(by: JSONWriter.codePointOrder) {
      guard !name.hasPrefix("."), !name.hasSuffix("~") else { continue }
      let path = FilePath.join(folder, name)
      let ext = FilePath.splitExtension(name).ext
      if FileSystem.isDirectory(path) {
        if ext.isEmpty { paths += files(in: path, depth: depth + 1) }
      } else if ext.isEmpty || extensions.contains(ext) {
        paths.append(path)
      }
    }
    return paths
  }

  private func table(_ path: String) throws(DiagnosticError) -> VariableTable? {
    let shown = FilePath.shown(path)
    let file = try options.vault.read(path, name: shown)
    var warnings: [Diagnostic] = []
    let documents = try YAMLParser.parse(file, warnings: &warnings)
    if !warnings.isEmpty { found.withLock { [warnings] in $0 += warnings } }
    guard let root = documents.first, root.scalar?.value != .null else { return nil }
    guard documents.count == 1 else {
      throw DiagnosticError(
        .invalidVariableFile, "`\(shown)` holds more than one YAML document", at: documents[1].span,
        help: ["take the `---` away"])
    }
    guard let entries = root.mapping else {
      throw DiagnosticError(
        .invalidVariableFile, "`\(shown)` should be a mapping of variables", at: root.span,
        help: ["write `name: value` lines"])
    }
    var pairs: [(String, VariableTable.Entry)] = []
    var faults: [Diagnostic] = []
    for entry in entries {
      do throws(DiagnosticError) {
        let value = try options.compile(entry.value)
        pairs.append((entry.key.scalar?.text ?? "", VariableTable.Entry(value: value, span: entry.key.span)))
      } catch {
        faults += error.diagnostics
      }
    }
    guard faults.isEmpty else { throw DiagnosticError(faults) }
    return VariableTable(pairs, source: shown)
  }
}

extension FilePath {
  /// A path as the user would write it: relative when it lies below the current folder.
  package static func shown(_ path: String) -> String {
    let here = FileSystem.currentDirectory()
    return path.hasPrefix(here + "/") ? String(path.dropFirst(here.utf8.count + 1)) : path
  }
}
