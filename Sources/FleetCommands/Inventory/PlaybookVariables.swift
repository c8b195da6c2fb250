import FleetCore
import FleetJinja
import FleetVariables

/// The `group_vars` and `host_vars` of a playbook's folder, as `ansible-inventory` counts those of the current one.
struct PlaybookVariables {
  private let files: PlaybookVariableFiles

  init(folder: String, run: RunSession) throws(DiagnosticError) {
    files = PlaybookVariableFiles(directory: folder, loader: run.loader)
  }

  func group(_ name: String) -> [VariableTable] { files.groupFiles(name) }
  func host(_ name: String) -> [VariableTable] { files.hostFiles(name) }
}
