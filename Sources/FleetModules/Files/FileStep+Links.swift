import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

extension FileStep {
  func makeSymlink() throws -> ModuleResult {
    var source = module.src
    if source == nil, module.follow, previous == .link, machine.files.exists(path) {
      source = try machine.files.linkTarget(path)
    }
    if let source, !module.force {
      let base = previous == .directory ? path : FilePath.parent(of: path)
      let absolute = FilePath.join(base, source)
      guard machine.files.exists(absolute) else {
        throw failure(
          "src file does not exist, use 'force=yes' if you really want to create the link: \(absolute)",
          ["src": .string(source)])
      }
    }
    try refuseConversion()
    var changes = changes(to: .link, at: path, from: previous)
    var changed = previous != .link
    if previous == .link, let source {
      let old = try machine.files.linkTarget(path)
      if old != source {
        changes.before["src"] = .string(old)
        changes.after["src"] = .string(source)
        changed = true
      }
    }
    if source == nil, previous == .link { source = try machine.files.linkTarget(path) }
    guard let source else {
      throw failure("src is required for creating new symlinks")
    }
    if changed, !machine.context.isCheck { try link(to: source) }
    if machine.context.isCheck, !machine.files.exists(path) {
      return linkResult(source, changed: changed, changes)
    }
    let target = attributesPath
    if module.follow, machine.files.isLink(path), !machine.files.exists(target) {
      machine.warnings.append(
        "Cannot set fs attributes on a non-existent symlink target. follow should be set to False to avoid this.")
    } else {
      changed = try settle(target, &changes) || changed
    }
    return linkResult(source, changed: changed, changes)
  }

  private func linkResult(_ source: String, changed: Bool, _ changes: FileAttributes.Changes) -> ModuleResult {
    var result = result("dest", path, changed: changed, changes)
    result.values["src"] = .string(source)
    return result
  }

  private func refuseConversion() throws {
    switch previous {
    case .directory:
      guard module.force else { throw failure("refusing to convert from directory to symlink for \(path)") }
      guard try machine.files.list(path).isEmpty else {
        throw failure("the directory \(path) is not empty, refusing to convert it")
      }
    case .file, .hard:
      guard module.force else {
        throw failure("refusing to convert from \(previous.rawValue) to symlink for \(path)")
      }
    default: break
    }
  }

  private func link(to source: String) throws {
    do {
      if previous == .absent {
        try machine.files.makeSymlink(path, to: source)
      } else {
        if previous == .directory { try machine.files.remove(path) }
        try machine.files.replaceSymlink(path, to: source)
      }
    } catch let error as SystemError {
      let doing = previous == .absent ? "linking" : "replacing"
      throw failure("Error while \(doing): [Errno \(error.code)] \(error.reason)")
    }
  }

  func makeHardLink() throws -> ModuleResult {
    guard previous == .hard || module.src != nil else { throw failure("src is required for creating new hardlinks") }
    if let source = module.src, !machine.files.exists(source) {
      throw failure("src does not exist", ["dest": .string(path), "src": .string(source)])
    }
    var changes = changes(to: .hard, at: path, from: previous)
    var changed = try needsHardLink(&changes)
    if changed, !machine.context.isCheck, let source = module.src { try hardLink(to: source) }
    if !(machine.context.isCheck && !machine.files.exists(path)) {
      changed = try settle(attributesPath, &changes) || changed
    }
    var result = result("dest", path, changed: changed, changes)
    result.values["src"] = module.src.map { .string($0) } ?? .null
    return result
  }

  private func needsHardLink(_ changes: inout FileAttributes.Changes) throws -> Bool {
    let values: ValueMap = ["dest": .string(path), "src": module.src.map { .string($0) } ?? .null]
    let isSame: Bool
    if let source = module.src {
      isSame = try machine.files.status(path)?.inode == machine.files.status(source)?.inode
    } else {
      isSame = true
    }
    switch previous {
    case .absent, .touch: return true
    case .link:
      let old = try machine.files.linkTarget(path)
      guard let source = module.src, old != source else { return false }
      changes.before["src"] = .string(old)
      changes.after["src"] = .string(source)
      return true
    case .hard:
      if isSame { return false }
      guard module.force else {
        throw failure("Cannot link, different hard link exists at destination", values)
      }
      return true
    case .file:
      guard module.force else { throw failure("Cannot link, file exists at destination", values) }
      return true
    case .directory:
      if isSame { return false }
      guard module.force else {
        throw failure("Cannot link: different hard link exists at destination", values)
      }
      return true
    }
  }

  private func hardLink(to source: String) throws {
    var source = source
    if module.follow, previous == .absent, machine.files.isLink(source) { source = machine.files.resolved(source) }
    do {
      if previous == .absent {
        try machine.files.makeHardLink(path, to: source)
      } else {
        let temporary = FileSystem.temporaryName(for: path)
        try machine.files.makeHardLink(temporary, to: source)
        do {
          try machine.files.rename(temporary, to: path)
        } catch {
          try? machine.files.remove(temporary)
          throw error
        }
      }
    } catch let error as SystemError {
      let doing = previous == .absent ? "linking" : "replacing"
      throw failure("Error while \(doing): [Errno \(error.code)] \(error.reason)")
    }
  }
}
