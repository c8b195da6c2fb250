import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// One run of `file` on one path: what it found, what it changes, its diff.
struct FileStep {
  let module: FileModule
  let path: String
  let previous: FileState
  let times: FileTimes
  let machine: Machine

  /// Where attributes go: a link's target when links are followed.
  var attributesPath: String {
    module.follow && machine.files.isLink(path) ? machine.files.resolved(path) : path
  }

  func changes(to state: FileState, at path: String, from previous: FileState) -> FileAttributes.Changes {
    var changes = FileAttributes.Changes()
    changes.before["path"] = .string(path)
    changes.after["path"] = .string(path)
    if previous != state {
      changes.before["state"] = .string(previous.rawValue)
      changes.after["state"] = .string(state.rawValue)
    }
    return changes
  }

  /// Sets attributes and times of one file.
  func settle(_ path: String, _ changes: inout FileAttributes.Changes) throws -> Bool {
    let hasNew = try module.attributes.apply(to: path, on: machine, changes: &changes)
    if machine.context.isCheck, !machine.files.exists(path) { return hasNew }
    return try times.apply(to: path, on: machine, changes: &changes) || hasNew
  }

  func result(_ key: String, _ path: String, changed: Bool, _ changes: FileAttributes.Changes?) -> ModuleResult {
    var result = ModuleResult()
    result.changed = changed
    result.values[key] = .string(path)
    if let changes {
      result.diffs = [ModuleResult.Diff(before: .map(changes.before), after: .map(changes.after))]
    }
    PathInfo.add(path, on: machine, to: &result.values)
    return result
  }

  func failure(_ message: String, _ values: ValueMap = [:]) -> ModuleFailure {
    var all = PathInfo.values(path, on: machine)
    all.merge(values)
    return ModuleFailure(message, all)
  }

  func remove() throws -> ModuleResult {
    guard previous != .absent else {
      var result = result("path", path, changed: false, nil)
      result.values["state"] = "absent"
      return result
    }
    var changes = changes(to: .absent, at: path, from: previous)
    if previous == .directory, machine.context.wantsDiff {
      var folders: [Value] = []
      var files: [Value] = []
      try machine.files.walk(path) { entry in
        let isFolder = entry.status.isDirectory || (entry.status.isSymlink && machine.files.isDirectory(entry.path))
        if isFolder { folders.append(.string(entry.path)) } else { files.append(.string(entry.path)) }
      }
      changes.before["path_content"] = .map(["directories": .list(folders), "files": .list(files)])
    }
    if !machine.context.isCheck {
      do {
        try machine.files.removeTree(path)
      } catch let error as SystemError {
        throw failure("\(previous == .directory ? "rmtree failed" : "Unlinking failed"): \(error)")
      }
    }
    var result = result("path", path, changed: true, changes)
    // What stands there is told last: in check mode it is still there.
    if !machine.context.isCheck { result.values["state"] = "absent" }
    return result
  }

  func setFileAttributes() throws -> ModuleResult {
    var target = path
    var state = previous
    if state == .link, module.follow {
      target = machine.files.resolved(path)
      state = try FileState.current(target, on: machine)
    }
    guard state == .file || state == .hard else {
      throw ModuleFailure(
        "file (\(target)) is \(state.rawValue), cannot continue",
        PathInfo.values(target, on: machine).merging(["state": .string(state.rawValue)]))
    }
    var changes = changes(to: .file, at: target, from: state)
    let changed = try settle(target, &changes)
    return result("path", target, changed: changed, changes)
  }

  func touch() throws -> ModuleResult {
    var changed = false
    if previous == .absent {
      if machine.context.isCheck { return result("dest", path, changed: true, nil) }
      do {
        try machine.files.create(path)
      } catch let error as SystemError {
        throw failure("Error, could not touch target: [Errno \(error.code)] \(error.reason): '\(path)'")
      }
      changed = true
    }
    var changes = changes(to: .touch, at: path, from: previous)
    do {
      changed = try settle(attributesPath, &changes) || changed
    } catch {
      if previous == .absent { try? machine.files.remove(path) }
      throw error
    }
    return result("dest", path, changed: changed, changes)
  }
}

extension ValueMap {
  /// This map with the entries of another.
  func merging(_ other: ValueMap) -> ValueMap {
    var result = self
    result.merge(other)
    return result
  }
}
