import FleetSystem

/// Where relative file names of a task are looked for: the role's folder, those of the roles that led here, the task's
/// own folder, the playbook's (Ansible's `ansible_search_path`).
package struct SearchPath: Sendable {
  /// Absolute, in the order they are tried.
  package let folders: [String]
  /// The playbook's folder, the last resort.
  package let base: String

  package init(folders: [String], base: String) {
    self.base = FilePath.absolute(base)
    self.folders = folders.map(FilePath.absolute)
  }

  /// The folders of a task (Ansible's `Task.get_search_path`), then the playbook's.
  package init(task: PlayTask?, playbookDirectory: String) {
    var folders: [String] = []
    func add(_ folder: String) {
      let folder = FilePath.absolute(folder)
      if !folders.contains(folder) { folders.append(folder) }
    }
    if let role = task?.role {
      add(role.path)
      for parent in role.parents.reversed() { add(parent.path) }
    }
    if let task { add(FilePath.folder(of: task.file)) }
    add(playbookDirectory)
    self.folders = folders
    base = FilePath.absolute(playbookDirectory)
  }

  /// Every path that is tried for a name; `kind` is the folder of such files: `files`, `templates`, `vars`, `tasks`
  /// (Ansible's `path_dwim_relative_stack`).
  package func candidates(_ name: String, kind: String) -> [String] {
    let name = FilePath.expandingHome(name)
    if FilePath.isAbsolute(name) { return [FilePath.normalized(name)] }
    var paths: [String] = []
    func add(_ path: String) {
      let path = FilePath.normalized(path)
      if !paths.contains(path) { paths.append(path) }
    }
    for folder in folders {
      if FilePath.name(of: folder) == "tasks", Self.isRole(FilePath.folder(of: folder)) {
        add(FilePath.join(FilePath.join(FilePath.folder(of: folder), kind), name))
        add(FilePath.join(FilePath.join(folder, kind), name))
      } else {
        if !name.hasPrefix(kind + "/"), FilePath.name(of: folder) != kind {
          add(FilePath.join(FilePath.join(folder, kind), name))
        }
        add(FilePath.join(folder, name))
      }
    }
    if !name.hasPrefix(kind + "/") { add(FilePath.join(FilePath.join(base, kind), name)) }
    add(FilePath.join(base, name))
    return paths
  }

  /// The first that exists.
  package func find(_ name: String, kind: String) -> String? {
    candidates(name, kind: kind).first(where: FileSystem.exists)
  }

  private static func isRole(_ folder: String) -> Bool {
    ["tasks", "meta"].contains { part in
      ["main.yml", "main.yaml", "main"].contains { FileSystem.exists(folder + "/" + part + "/" + $0) }
    }
  }
}
