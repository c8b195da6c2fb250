import FleetCore
import FleetPlaybook
import FleetSystem

/// Where files that tasks name are looked for on the control side, in Ansible's order.
struct SearchPaths {
  let task: PlayTask
  let playDirectory: String

  /// Absolute paths to try, the best first, each once.
  func candidates(_ name: String, in kind: String) -> [String] {
    if name.hasPrefix("/") { return [name] }
    if name.hasPrefix("~") { return [FilePath.expandingHome(name)] }
    var folders: [String] = []
    if let role = task.role {
      for owner in [role] + role.parents.reversed() { folders += ["\(owner.path)/\(kind)", owner.path] }
    }
    let own = FilePath.folder(of: task.file)
    folders += ["\(own)/\(kind)", own, "\(playDirectory)/\(kind)", playDirectory]
    var seen: Set<String> = []
    return folders.map { FilePath.absolute(FilePath.join($0, name)) }.filter { seen.insert($0).inserted }
  }
}
