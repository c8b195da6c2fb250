import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// One file written by `copy` with contents from the control side.
struct CopyStep {
  let module: CopyModule
  let machine: Machine

  func write() throws -> ModuleResult {
    var dest = try destination()
    let link = try machine.files.linkStatus(dest)
    if let link, link.isSymlink, module.follow { dest = machine.files.resolved(dest) }
    let old = link?.isSymlink == true && !module.follow ? nil : try machine.files.status(dest)
    if link != nil, !module.force { return unforced(dest) }
    guard let contents = try contents(unlessAt: dest, old) else {
      if let checksum = module.checksum, checksum != (try Digest.hex(ofFile: dest, .sha1)) {
        throw mismatch(checksum, try Digest.hex(ofFile: dest, .sha1))
      }
      return try settle(dest)
    }
    let checksum = try contents.digest(.sha1)
    if let wanted = module.checksum, wanted != checksum { throw mismatch(wanted, checksum) }
    if let old, old.isRegular, try old.size == contents.size(on: machine),
      machine.files.isReadable(dest), checksum == (try Digest.hex(ofFile: dest, .sha1))
    {
      return try settle(dest)
    }
    return try replace(dest, contents, checksum: checksum, isLink: link?.isSymlink == true && !module.follow)
  }

  /// `dest`, or the file inside of it when it is a folder.
  private func destination() throws -> String {
    let isFolder = module.dest.hasSuffix("/") || machine.files.isDirectory(module.dest)
    guard isFolder else { return module.dest }
    let name = module.originalName ?? module.src.map(FilePath.name(of:))
    guard module.content == nil || module.originalName != nil, let name else {
      throw ModuleFailure("can not use content with a dir as dest", parameter: "dest")
    }
    return FilePath.join(module.dest, name)
  }

  /// What is to be written; nil when the file is known to hold it already.
  private func contents(unlessAt dest: String, _ old: FileStatus?) throws -> FileContents? {
    if let content = module.content { return .bytes(Array(content.utf8)) }
    guard let digest = module.digest else { throw ModuleFailure("the contents were not sent") }
    let path = machine.context.blobPath(digest)
    if machine.files.exists(path) { return .file(path) }
    if let old, old.isRegular, machine.files.isReadable(dest), try Digest.hex(ofFile: dest, .sha256) == digest {
      return nil
    }
    throw ModuleFailure("the contents are needed on the machine", ["_needs_content": true])
  }

  private func mismatch(_ wanted: String, _ actual: String) -> ModuleFailure {
    ModuleFailure(
      "Copied file does not match the expected checksum. Transfer failed.",
      ["checksum": .string(actual), "expected_checksum": .string(wanted)])
  }

  private func unforced(_ dest: String) -> ModuleResult {
    var result = ModuleResult()
    result.values["dest"] = .string(dest)
    if let src = module.src { result.values["src"] = .string(src) }
    return result
  }

  /// The contents are right: only attributes may differ. The result is that of `file`.
  private func settle(_ dest: String) throws -> ModuleResult {
    var changes = FileAttributes.Changes()
    changes.before["path"] = .string(dest)
    changes.after["path"] = .string(dest)
    var result = ModuleResult()
    result.changed = try module.attributes.apply(to: dest, on: machine, changes: &changes)
    result.diffs = [ModuleResult.Diff(before: .map(changes.before), after: .map(changes.after))]
    result.values["path"] = .string(dest)
    PathInfo.add(dest, on: machine, to: &result.values)
    result.values["checksum"] = .string(try Digest.hex(ofFile: dest, .sha1))
    result.values["dest"] = .string(dest)
    return result
  }

  private func replace(
    _ dest: String, _ contents: FileContents, checksum: String, isLink: Bool
  ) throws -> ModuleResult {
    var result = ModuleResult()
    result.changed = true
    let header = module.content == nil ? module.src ?? dest : dest
    if let diff = try ContentDiff.make(of: dest, to: contents, afterHeader: header, on: machine) {
      result.diffs = [diff]
    }
    if machine.context.isCheck { return result }
    try makeFolder(of: dest)
    let folder = FilePath.folder(of: dest)
    guard machine.files.exists(folder) else {
      throw ModuleFailure("Destination directory \(folder) does not exist", parameter: "dest")
    }
    guard machine.files.isWritable(folder) || module.attributes.usesUnsafeWrites else {
      throw ModuleFailure("Destination \(folder) not writable", parameter: "dest")
    }
    let writer = FileWriter(writing: module.writing, attributes: module.attributes, machine: machine)
    let backup = try writer.put(contents, at: dest, replacesLink: isLink)
    var changes = FileAttributes.Changes()
    _ = try module.attributes.apply(to: dest, on: machine, changes: &changes)
    result.values["dest"] = .string(dest)
    // A text has no file of its own: its copy on the machine is shown, as in Ansible.
    if let src = module.src ?? module.digest.map(machine.context.blobPath) { result.values["src"] = .string(src) }
    result.values["md5sum"] = .string(try contents.digest(.md5))
    result.values["checksum"] = .string(checksum)
    if let backup { result.values["backup_file"] = .string(backup) }
    PathInfo.add(dest, on: machine, to: &result.values)
    return result
  }

  /// Folders are made only for a `dest` that says it is one by its trailing slash.
  private func makeFolder(of dest: String) throws {
    guard module.dest.hasSuffix("/") else { return }
    var attributes = module.attributes
    attributes.mode = module.directoryMode
    for made in try machine.files.makeDirectories(FilePath.parent(of: dest)) {
      var changes = FileAttributes.Changes()
      _ = try attributes.apply(to: made, on: machine, changes: &changes)
    }
  }
}
