import FleetCore
import FleetModuleKit
import FleetSystem

/// Copies what is new or different in a folder of the machine to another folder of it; nothing is taken away.
struct FolderCopy {
  let module: CopyModule
  let machine: Machine

  /// Whether anything differed.
  func copy(_ source: String, to target: String) throws -> Bool { try copy(source, to: target, depth: 0) }

  private func copy(_ source: String, to target: String, depth: Int) throws -> Bool {
    guard depth < Limits.nestingDepth else {
      throw ModuleFailure("\(source) is nested deeper than \(Limits.nestingDepth) folders")
    }
    var changed = false
    if !machine.files.isDirectory(target) {
      if machine.context.isCheck { return true }
      try machine.files.makeDirectories(target)
      if let status = try machine.files.status(source) { try machine.files.setMode(target, status.permissions) }
      changed = true
    }
    changed = try own(target) || changed
    for name in try machine.files.list(source) {
      let from = FilePath.join(source, name)
      let to = FilePath.join(target, name)
      guard let link = try machine.files.linkStatus(from) else { continue }
      if link.isSymlink, module.localFollow != true {
        changed = try copyLink(from, to: to) || changed
      } else if machine.files.isDirectory(from) {
        changed = try copy(from, to: to, depth: depth + 1) || changed
      } else {
        changed = try copyFile(from, to: to) || changed
      }
    }
    return changed
  }

  private func copyLink(_ from: String, to target: String) throws -> Bool {
    let wanted = try machine.files.linkTarget(from)
    if machine.files.isLink(target), try machine.files.linkTarget(target) == wanted { return try own(target) }
    if try machine.files.linkStatus(target)?.isDirectory == true { return false }
    if !machine.context.isCheck {
      try machine.files.replaceSymlink(target, to: wanted)
      _ = try own(target)
    }
    return true
  }

  private func copyFile(_ from: String, to target: String) throws -> Bool {
    guard let source = try machine.files.status(from), source.isRegular else { return false }
    if let old = try machine.files.status(target), old.isRegular, old.size == source.size {
      let isSame =
        try old.modified == source.modified || Digest.hex(ofFile: from, .sha1) == Digest.hex(ofFile: target, .sha1)
      if isSame { return try own(target) }
    }
    if !machine.context.isCheck {
      try machine.files.replace(target, withContentsOf: from, mode: source.permissions)
      _ = try own(target)
    }
    return true
  }

  private func own(_ path: String) throws -> Bool {
    let attributes = FileAttributes(owner: module.attributes.owner, group: module.attributes.group)
    var changes = FileAttributes.Changes()
    return try attributes.apply(to: path, on: machine, changes: &changes)
  }
}
