package import FleetCore
package import FleetJinja
package import FleetPlaybook
import FleetSystem
import Synchronization

/// The `group_vars` and `host_vars` folders beside a playbook (or an inventory source), read at first use and kept.
package final class PlaybookVariableFiles: Sendable {
  private struct Store: Sendable {
    var tables: [String: [VariableTable]] = [:]
    var faults: [Diagnostic] = []
  }

  package let directory: String
  private let loader: any IncludeLoading
  private let store = Mutex(Store())

  package init(directory: String, loader: any IncludeLoading) {
    self.directory = directory
    self.loader = loader
  }

  /// The files of a group or host, the weakest first.
  package func groupFiles(_ group: String) -> [VariableTable] { tables("group_vars", group) }
  package func hostFiles(_ host: String) -> [VariableTable] { tables("host_vars", host) }

  /// Files that could not be read, each once: to be reported before the run.
  package var faults: [Diagnostic] { store.withLock { $0.faults } }

  private func tables(_ folder: String, _ name: String) -> [VariableTable] {
    let base = FilePath.join(FilePath.join(directory, folder), name)
    if let known = store.withLock({ $0.tables[base] }) { return known }
    var tables: [VariableTable] = []
    var faults: [Diagnostic] = []
    for file in Self.files(base) {
      do throws(DiagnosticError) {
        tables.append(try loader.loadVariables(file: file))
      } catch {
        faults += error.diagnostics
      }
    }
    store.withLock { store in
      if store.tables.updateValue(tables, forKey: base) == nil { store.faults += faults }
    }
    return tables
  }

  /// Ansible's `find_vars_files`: a folder's files, deep and sorted, or the first of `name`, `.yml`, `.yaml`, `.json`.
  static func files(_ base: String) -> [String] {
    for suffix in ["", ".yml", ".yaml", ".json"] where FileSystem.exists(base + suffix) {
      let path = base + suffix
      return FileSystem.isDirectory(path)
        ? FolderListing.variableFiles(below: path, ends: ["", ".yml", ".yaml", ".json"]) : [path]
    }
    return []
  }
}
