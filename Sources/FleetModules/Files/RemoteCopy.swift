import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// `copy` from a place on the machine itself (`remote_src`): a file, or a folder with everything in it.
struct RemoteCopy {
  let module: CopyModule
  let src: String
  let machine: Machine

  func run() throws -> ModuleResult {
    guard let source = try machine.files.status(src) else { throw ModuleFailure("Source \(src) not found") }
    guard machine.files.isReadable(src) else { throw ModuleFailure("Source \(src) not readable") }
    guard source.isRegular || source.isDirectory else {
      throw ModuleFailure("Cannot copy invalid source '\(src)': not a file")
    }
    var attributes = module.attributes
    if attributes.mode == .symbolic("preserve") { attributes.mode = .bits(source.permissions) }
    let checksum = source.isRegular ? try Digest.hex(ofFile: src, .sha1) : nil
    if let wanted = module.checksum, wanted != checksum {
      throw ModuleFailure(
        "Copied file does not match the expected checksum. Transfer failed.",
        ["checksum": checksum.map { .string($0) } ?? .null, "expected_checksum": .string(wanted)])
    }
    if source.isDirectory { return try copyFolder(attributes) }
    return try copyFile(source, checksum ?? "", attributes)
  }

  private func copyFile(
    _ source: FileStatus, _ checksum: String, _ attributes: FileAttributes
  ) throws -> ModuleResult {
    var result = ModuleResult()
    var dest = module.dest
    if dest.hasSuffix("/"), !machine.files.exists(dest) {
      let folder = FilePath.parent(of: dest)
      if machine.context.isCheck {
        result.changed = true
        result.message = "dest directory \(folder) would be created"
        return result
      }
      var folderAttributes = attributes
      folderAttributes.mode = module.directoryMode
      for made in try machine.files.makeDirectories(folder) {
        var changes = FileAttributes.Changes()
        _ = try folderAttributes.apply(to: made, on: machine, changes: &changes)
      }
      result.changed = true
    }
    if machine.files.isDirectory(dest) { dest = FilePath.join(dest, FilePath.name(of: src)) }
    if machine.files.isLink(dest), module.follow, machine.files.exists(dest) { dest = machine.files.resolved(dest) }
    if machine.files.exists(dest), !module.force {
      result.message = "file already exists"
      result.values = ["src": .string(src), "dest": .string(dest)]
      PathInfo.add(dest, on: machine, to: &result.values)
      return result
    }
    try requireFolder(of: dest)
    let isLink = machine.files.isLink(dest)
    let old = try machine.files.status(dest)
    let isSame = try old?.isRegular == true && Digest.hex(ofFile: dest, .sha1) == checksum
    var backup: String?
    if !isSame || isLink {
      result.changed = true
      if !machine.context.isCheck { backup = try place(source, at: dest, isLink: isLink, attributes) }
    }
    var changes = FileAttributes.Changes()
    result.changed = try attributes.apply(to: dest, on: machine, changes: &changes) || result.changed
    result.values = [
      "dest": .string(dest), "src": .string(src), "md5sum": .string(try Digest.hex(ofFile: src, .md5)),
      "checksum": .string(checksum),
    ]
    if let backup { result.values["backup_file"] = .string(backup) }
    PathInfo.add(dest, on: machine, to: &result.values)
    return result
  }

  private func requireFolder(of dest: String) throws {
    let folder = FilePath.folder(of: dest)
    guard machine.files.exists(folder) else {
      throw ModuleFailure("Destination directory \(folder) does not exist", parameter: "dest")
    }
    guard machine.files.isWritable(folder) || module.attributes.usesUnsafeWrites else {
      throw ModuleFailure("Destination \(folder) not writable", parameter: "dest")
    }
  }

  /// A replaced file takes the source's mode and times, a new one the usual mode (`atomic_move` without the
  /// destination's attributes).
  private func place(
    _ source: FileStatus, at dest: String, isLink: Bool, _ attributes: FileAttributes
  ) throws -> String? {
    let isNew = !machine.files.exists(dest)
    var wanted = attributes
    if wanted.mode == nil, !isNew || isLink { wanted.mode = .bits(source.permissions) }
    let writer = FileWriter(writing: module.writing, attributes: wanted, machine: machine)
    let backup = try writer.put(.file(src), at: dest, replacesLink: isLink)
    try? machine.files.setTimes(dest, accessed: source.accessed, modified: source.modified)
    return backup
  }

  private func copyFolder(_ attributes: FileAttributes) throws -> ModuleResult {
    var result = ModuleResult()
    let copiesContentsOnly = src.hasSuffix("/")
    let target = copiesContentsOnly ? module.dest : FilePath.join(module.dest, FilePath.name(of: src))
    if let old = try machine.files.status(module.dest), !old.isDirectory {
      throw ModuleFailure("Destination \(module.dest) is not a directory", parameter: "dest")
    }
    result.changed = try FolderCopy(module: module, machine: machine).copy(src, to: target)
    let dest = machine.files.isDirectory(module.dest) && !copiesContentsOnly ? target : module.dest
    var changes = FileAttributes.Changes()
    if machine.files.exists(dest) || machine.context.isCheck {
      result.changed = try attributes.apply(to: dest, on: machine, changes: &changes) || result.changed
    }
    result.values = ["dest": .string(dest), "src": .string(src), "md5sum": .null, "checksum": .null]
    PathInfo.add(dest, on: machine, to: &result.values)
    return result
  }
}
