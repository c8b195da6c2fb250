import FleetModuleKit
import FleetSystem

/// What `file` makes of a path, and what it finds there.
enum FileState: String, ParameterChoice {
  case absent, directory, file, hard, link, touch

  /// What is there now.
  static func current(_ path: String, on machine: Machine) throws -> FileState {
    guard let status = try machine.files.linkStatus(path) else { return .absent }
    if status.isSymlink { return .link }
    if status.isDirectory { return .directory }
    return status.links > 1 ? .hard : .file
  }
}
