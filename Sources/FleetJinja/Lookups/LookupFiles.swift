import FleetCore
import FleetSystem
import FleetVault

/// Finds and reads the files that lookups name, along the task's search path.
enum LookupFiles {
  /// The folders that a task looks in, nearest first (`ansible_search_path`).
  static func searchPaths(_ context: EvaluationContext) throws -> [String] {
    if let paths = try context.scope.variable("ansible_search_path"), paths.isListLike {
      return try paths.elements().map { try $0.text() }
    }
    if let environment = context.lookupEnvironment { return [environment.baseDirectory] }
    if let folder = try context.scope.variable("playbook_dir"), folder.isString { return [try folder.text()] }
    return [FileSystem.currentDirectory()]
  }

  /// The folder that relative paths start at.
  static func baseDirectory(_ context: EvaluationContext) throws -> String {
    if let environment = context.lookupEnvironment { return environment.baseDirectory }
    if let folder = try context.scope.variable("playbook_dir"), folder.isString { return try folder.text() }
    return FileSystem.currentDirectory()
  }

  /// Ansible's `path_dwim_relative_stack`: the first place where `name` is, nil when it is nowhere.
  static func find(_ name: String, in folder: String?, _ context: EvaluationContext) throws -> String? {
    if name.hasPrefix("~") || FilePath.isAbsolute(name) {
      let path = FilePath.normalized(FilePath.expandingHome(name))
      return FileSystem.exists(path) ? path : nil
    }
    guard !name.isEmpty else { return nil }
    let isRole = try context.scope.variable("role_path") != nil
    let namesFolder = folder.map { name.split(separator: "/").first.map(String.init) == $0 } ?? true
    var candidates: [String] = []
    for path in try searchPaths(context) {
      let parent = FilePath.parent(of: path)
      if isRole, parent.hasSuffix("/tasks") {
        if let folder {
          candidates.append(FilePath.join(FilePath.join(FilePath.parent(of: parent), folder), name))
        }
        candidates.append(FilePath.join(parent, name))
      }
      if let folder, !namesFolder { candidates.append(FilePath.join(FilePath.join(path, folder), name)) }
      candidates.append(FilePath.join(path, name))
    }
    let base = try baseDirectory(context)
    if let folder, !namesFolder { candidates.append(FilePath.join(FilePath.join(base, folder), name)) }
    candidates.append(FilePath.join(base, name))
    return candidates.first(where: FileSystem.exists).map { FilePath.absolute($0) }
  }

  /// The bytes of a file, opened when it is a vault.
  static func read(_ path: String, _ context: EvaluationContext) throws -> SourceFile {
    try (context.lookupEnvironment?.vault ?? Vault()).read(path)
  }

  static func readText(_ path: String, _ context: EvaluationContext, encoding: String = "utf-8") throws -> String {
    try TextEncoding.decode(try read(path, context).text, encoding)
  }
}
