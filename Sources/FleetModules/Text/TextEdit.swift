import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// What `lineinfile`, `blockinfile` and `replace` share: reading the file, writing the new text, attributes, the diff.
struct TextEdit {
  let path: String
  let writing: FileWriting
  let attributes: FileAttributes
  let machine: Machine

  /// The file's bytes; nil when there is none.
  func read() throws -> [UInt8]? {
    guard machine.files.exists(path) else { return nil }
    return try machine.files.read(path)
  }

  /// Makes the folder of a file that is to be created.
  func makeFolder() throws {
    let folder = FilePath.parent(of: path)
    guard !folder.isEmpty, !machine.files.exists(folder), !machine.context.isCheck else { return }
    do {
      try machine.files.makeDirectories(folder)
    } catch let error as SystemError {
      throw ModuleFailure(
        "Error creating \(folder) Error code: \(error.code) Error description: \(error.reason)")
    }
  }

  /// Writes the new text through links, validated first and with a backup when asked; gives the backup's path.
  func write(_ bytes: [UInt8]) throws -> String? {
    if let validate = writing.validate {
      try FileValidation.check(validate, contents: bytes, of: path, on: machine)
    }
    let backup = writing.backup ? try FileBackup.make(of: path, on: machine) : nil
    try machine.files.replace(
      machine.files.resolved(path), with: bytes, unsafeWrites: attributes.usesUnsafeWrites)
    return backup
  }

  /// Sets the attributes and completes the message, as all three do.
  func settle(_ result: inout ModuleResult, _ message: String) throws -> FileAttributes.Changes {
    var changes = FileAttributes.Changes()
    result.message = message
    if try attributes.apply(to: path, on: machine, changes: &changes) {
      let words = "ownership, perms or SE linux context changed"
      result.message = result.changed ? "\(message) and \(words)" : message + words
      result.changed = true
    }
    return changes
  }

  /// The two entries of the diff: contents and attributes.
  func diffs(_ before: [UInt8]?, _ after: [UInt8], _ changes: FileAttributes.Changes?) -> [ModuleResult.Diff] {
    guard machine.context.wantsDiff else { return [] }
    let contents = ModuleResult.Diff(
      before: .string(String(decoding: before ?? [], as: UTF8.self)),
      after: .string(String(decoding: after, as: UTF8.self)), beforeHeader: "\(path) (content)",
      afterHeader: "\(path) (content)")
    guard let changes else { return [contents] }
    var attributes = ModuleResult.Diff(
      beforeHeader: "\(path) (file attributes)", afterHeader: "\(path) (file attributes)")
    if !changes.before.isEmpty { attributes.before = .map(changes.before) }
    if !changes.after.isEmpty { attributes.after = .map(changes.after) }
    return [contents, attributes]
  }
}
