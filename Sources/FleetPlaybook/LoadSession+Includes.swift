import FleetCore
import FleetJinja
import FleetSystem
import FleetYAML

extension LoadSession {
  /// `import_tasks`: the tasks of the file, inside everything that the import says.
  func importedTasks(
    _ raw: RawTask, _ own: PlayTask.Own, _ keywords: TaskKeywords, _ outer: TaskContext
  ) -> [TaskNode] {
    refuseLoop(own, of: raw.action, dynamic: "include_tasks")
    guard let argument = fileArgument(raw.action) else { return [] }
    checkIncludeArguments(raw.action, allowed: ["file"])
    let tables = (own.vars.map { [$0] } ?? []) + outer.vars + roleTables(outer.role)
    guard
      let name = importName(argument.value, at: argument.valueSpan, tables: tables, role: outer.role),
      let path = existingFile(name, at: argument.valueSpan, outer, isHandler: raw.isHandler)
    else { return [] }
    let context = TaskContext(
      keywords: keywords.inheriting(outer.keywords), vars: (own.vars.map { [$0] } ?? []) + outer.vars,
      includeParameters: outer.includeParameters, role: outer.role, file: path, depth: outer.depth + 1)
    return tasks(inFile: path, context, isHandler: raw.isHandler, at: argument.valueSpan)
  }

  private func refuseLoop(_ own: PlayTask.Own, of action: TaskAction, dynamic: String) {
    guard let loop = own.loop else { return }
    fault(
      .loopConflict, "`\(action.name)` cannot loop: it is read before the run", at: loop.span,
      help: ["use `\(dynamic)`"])
  }

  /// The file of `import_tasks` and `include_tasks`: the text, or `file`.
  func fileArgument(_ action: TaskAction) -> TaskAction.Argument? {
    if let argument = action.freeForm ?? action.argument("file") { return argument }
    fault(.missingParameter, "`\(action.name)` names no file", at: action.span)
    return nil
  }

  func checkIncludeArguments(_ action: TaskAction, allowed: Set<String>) {
    for argument in action.arguments where !allowed.contains(argument.key) {
      fault(
        .unknownParameter, "unknown parameter `\(argument.key)` for `\(action.name)`", at: argument.keySpan,
        help: Suggestion.help(for: argument.key, in: allowed))
    }
  }

  /// The strongest first, for names of imports inside a role.
  func roleTables(_ role: Role?) -> [VariableTable] {
    guard let role else { return [] }
    return [role.parameters] + (role.entryVars.map { [$0] } ?? []) + [role.vars, role.defaults]
      + role.parents.reversed().flatMap { [$0.parameters, $0.vars, $0.defaults] }
  }

  private func existingFile(_ name: String, at span: Span, _ context: TaskContext, isHandler: Bool) -> String? {
    let candidates = fileCandidates(name, context, isHandler: isHandler)
    if let path = candidates.first(where: FileSystem.isRegular) { return path }
    fault(
      .includeNotFound, "the file `\(name)` does not exist", at: span, label: "no such file",
      notes: ["looked for \(candidates.map { "`\($0)`" }.joined(separator: ", "))"],
      help: Suggestion.help(
        for: FilePath.name(of: name),
        in: candidates.flatMap { FolderListing.names(in: FilePath.folder(of: $0)) }))
    return nil
  }

  /// Where a file of tasks is looked for: beside the including file, then in the role's folder for them, then beside
  /// the playbook.
  func fileCandidates(_ name: String, _ context: TaskContext, isHandler: Bool) -> [String] {
    let name = FilePath.expandingHome(name)
    if FilePath.isAbsolute(name) { return [FilePath.normalized(name)] }
    var paths = [FilePath.join(FilePath.folder(of: context.file), name)]
    let kind = isHandler ? "handlers" : "tasks"
    if let role = context.role {
      paths.append(FilePath.join(FilePath.join(role.path, kind), name))
      // Handlers may include files of tasks.
      if isHandler { paths.append(FilePath.join(FilePath.join(role.path, "tasks"), name)) }
      paths.append(FilePath.join(role.path, name))
    }
    paths.append(FilePath.join(FilePath.join(directory, kind), name))
    paths.append(FilePath.join(directory, name))
    var seen: Set<String> = []
    return paths.map(FilePath.normalized).filter { seen.insert($0).inserted }
  }

  /// The tasks of a file, circles of static imports found.
  func tasks(inFile path: String, _ context: TaskContext, isHandler: Bool, at span: Span?) -> [TaskNode] {
    let key = FilePath.absolute(path)
    if let start = openFiles.firstIndex(of: key) {
      let circle = (openFiles[start...] + [key]).map { "`\(FilePath.name(of: $0))`" }
      fault(
        .includeCycle, "files import each other: \(circle.joined(separator: " -> "))", at: span,
        help: ["use `include_tasks` with a condition that ends the circle"])
      return []
    }
    openFiles.append(key)
    defer { openFiles.removeLast() }
    guard let document = collecting({ () throws(DiagnosticError) in try reader.document(path) }) else { return [] }
    guard let node = document, !node.isNull else {
      warn(.notATaskList, "the file `\(path)` has no tasks", at: span)
      return []
    }
    return taskList(node, context, isHandler: isHandler)
  }

  /// The tasks of a dynamic `include_tasks` whose file name is known now.
  func includedTasks(file: String, for include: PlayTask) -> IncludedTasks? {
    let outer = include.context
    let span = (include.action.freeForm ?? include.action.argument("file"))?.valueSpan ?? include.span
    guard outer.depth < Limits.includeDepth else {
      fault(.includeCycle, "files include each other deeper than \(Limits.includeDepth) levels", at: span)
      return nil
    }
    guard let path = existingFile(file, at: span, outer, isHandler: include.isHandler) else { return nil }
    let context = includedContext(of: include, file: path, role: outer.role)
    let nodes = tasks(inFile: path, context, isHandler: include.isHandler, at: span)
    return IncludedTasks(nodes: nodes, handlers: roleHandlers, role: nil, path: path)
  }

  /// What tasks of a dynamic include inherit: what is around the include and its `apply`, not its own keywords; but its
  /// variables (Ansible's `Task._get_parent_attribute`).
  func includedContext(of include: PlayTask, file: String, role: Role?) -> TaskContext {
    let outer = include.context
    let keywords = include.own.apply?.keywords.inheriting(outer.keywords) ?? outer.keywords
    let applied = include.own.apply?.vars.map { [$0] } ?? []
    let own = include.own.vars.map { [$0] } ?? []
    return TaskContext(
      keywords: keywords, vars: applied + own + outer.vars, includeParameters: own + outer.includeParameters,
      role: role, file: file, depth: outer.depth + 1)
  }
}
