import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

extension FileStep {
  func makeDirectory() throws -> ModuleResult {
    var target = path
    var state = previous
    if module.follow, state == .link {
      target = machine.files.resolved(path)
      state = try FileState.current(target, on: machine)
    }
    var changes = changes(to: .directory, at: target, from: state)
    switch state {
    case .absent:
      if machine.context.isCheck { return result("path", target, changed: true, changes) }
      let changed = try create(target, &changes)
      return result("path", target, changed: changed, changes)
    case .directory:
      var changed = try settle(target, &changes)
      if module.recurse { changed = try settleTree(target) || changed }
      return result("path", target, changed: changed, changes)
    default: throw failure("\(target) already exists as a \(state.rawValue)")
    }
  }

  /// Makes each missing folder of the path and sets its attributes, from the outermost on.
  private func create(_ target: String, _ changes: inout FileAttributes.Changes) throws -> Bool {
    var current = FilePath.isAbsolute(target) ? "/" : ""
    var changed = false
    for part in target.split(separator: "/", omittingEmptySubsequences: true) {
      current = FilePath.join(current, String(part))
      if machine.files.exists(current) { continue }
      do {
        try machine.files.makeDirectory(current)
      } catch let error as SystemError {
        throw failure(
          "There was an issue creating \(current) as requested: [Errno \(error.code)] \(error.reason): '\(current)'")
      }
      changed = true
      _ = try module.attributes.apply(to: current, on: machine, changes: &changes)
    }
    if !machine.context.isCheck { _ = try times.apply(to: target, on: machine, changes: &changes) }
    return changed
  }

  /// Sets the attributes of everything below a folder; with `follow` also of what links point to.
  private func settleTree(_ folder: String) throws -> Bool {
    var changed = false
    var seen: Set<[UInt64]> = []
    var pending = [folder]
    while let next = pending.popLast() {
      try machine.files.walk(next) { entry in
        var ignored = FileAttributes.Changes()
        changed = try module.attributes.apply(to: entry.path, on: machine, changes: &ignored) || changed
        guard entry.status.isSymlink else {
          changed = try times.apply(to: entry.path, on: machine, changes: &ignored) || changed
          return
        }
        let target = FilePath.join(FilePath.parent(of: entry.path), try machine.files.linkTarget(entry.path))
        guard module.follow, let status = try machine.files.status(target) else { return }
        if status.isDirectory, seen.insert([status.device, status.inode]).inserted { pending.append(target) }
        changed = try module.attributes.apply(to: target, on: machine, changes: &ignored) || changed
        changed = try times.apply(to: target, on: machine, changes: &ignored) || changed
      }
    }
    return changed
  }
}
