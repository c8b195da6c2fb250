import FleetCore
import FleetModuleKit
import FleetSystem

/// Puts new contents in place of a file: validated first, kept in a backup if asked, replaced in one step.
struct FileWriter {
  let writing: FileWriting
  let attributes: FileAttributes
  let machine: Machine

  /// The backup's path, if one was made. The file gets its wanted mode and owner at once, so that a secret is never
  /// readable by others even for a moment.
  func put(_ contents: FileContents, at path: String, replacesLink: Bool = false) throws -> String? {
    let old = replacesLink ? nil : try machine.files.status(path)
    let mode = try wantedMode(old)
    if let validate = writing.validate {
      try FileValidation.check(
        validate, contents: try contents.bytes(on: machine), of: path, mode: mode, on: machine)
    }
    let backup = writing.backup ? try FileBackup.make(of: path, on: machine) : nil
    if replacesLink { try machine.files.remove(path) }
    do {
      switch contents {
      case .bytes(let bytes):
        try machine.files.replace(path, with: bytes, mode: mode, unsafeWrites: attributes.usesUnsafeWrites)
      case .file(let source):
        try machine.files.replace(
          path, withContentsOf: source, mode: mode, unsafeWrites: attributes.usesUnsafeWrites)
      }
    } catch let error as SystemError {
      throw ModuleFailure("could not write \(path): \(error)", ["path": .string(path)])
    }
    return backup
  }

  /// The bits of `mode`, applied to what is there or to what a new file would get.
  private func wantedMode(_ old: FileStatus?) throws -> UInt32? {
    guard let mode = attributes.mode else { return nil }
    let current = old?.permissions ?? 0o666 & ~FileSystem.umask()
    return try? mode.bits(current: current, isDirectory: false, umask: FileSystem.umask())
  }
}
