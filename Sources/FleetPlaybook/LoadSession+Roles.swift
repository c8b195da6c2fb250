import FleetCore
import FleetJinja
import FleetSystem
import FleetYAML

extension LoadSession {
  /// The `roles:` of a play.
  func roles(_ entry: YAMLNode.Entry, _ context: TaskContext) -> [Role] {
    guard !entry.value.isNull else { return [] }
    guard let items = entry.value.sequence else {
      wrongType(entry, expected: "a list of roles")
      return []
    }
    return items.compactMap { node in
      request(node, tables: []).flatMap { role($0, context, parents: []) }
    }
  }

  /// An entry of `roles:` or of a role's dependencies: a name, or a mapping of name, keywords and parameters.
  private func request(_ node: YAMLNode, tables: [VariableTable]) -> RoleRequest? {
    guard let entries = node.mapping else {
      guard let name = roleName(node, tables: tables) else { return nil }
      return RoleRequest(name: name, span: node.span, isPublic: !(settings.hidesRoleVars ?? false))
    }
    guard
      let nameEntry = entries.last(where: { $0.key.scalar?.text == "role" })
        ?? entries.last(where: { $0.key.scalar?.text == "name" })
    else {
      fault(
        .missingKeyword, "an entry of `roles` needs the role's name", at: node.span,
        help: ["write `- role: NAME`, or just `- NAME`"])
      return nil
    }
    var keywords = TaskKeywords()
    var own: VariableTable?
    var parameters: [YAMLNode.Entry] = []
    for entry in entries {
      guard let key = entry.key.scalar?.text else { continue }
      switch key {
      case "role", "name": break
      case "vars": own = vars(entry)
      default:
        if KeywordTable.isKeyword(key, in: .role) {
          _ = inherited(entry, into: &keywords)
        } else {
          parameters.append(entry)
        }
      }
    }
    let table = collecting { () throws(DiagnosticError) in
      try reader.table(of: YAMLNode(.mapping(parameters), span: node.span), source: "role parameters")
    }
    guard let name = roleName(nameEntry.value, tables: (own.map { [$0] } ?? []) + tables) else { return nil }
    let signature = entries.filter { !["role", "name"].contains($0.key.scalar?.text ?? "") }
      .map { "\($0.key.scalar?.text ?? "")=\($0.value.value)" }.joined(separator: ";")
    return RoleRequest(
      name: name, span: nameEntry.value.span, keywords: keywords, parameters: table ?? .empty, vars: own,
      isPublic: !(settings.hidesRoleVars ?? false), signature: signature)
  }

  private func roleName(_ node: YAMLNode, tables: [VariableTable]) -> String? {
    guard let scalar = node.scalar, !scalar.value.isNull, let value = templated(node) else {
      fault(.keywordValue, "the name of a role must be a text", at: node.span, label: "this is \(node.shape)")
      return nil
    }
    if let literal = value.literal { return String.convert(literal) ?? scalar.text }
    return importName(value, at: node.span, tables: tables, role: nil)
  }

  /// A role with its dependencies, tasks and handlers; `outer` is what the place of its use hands down.
  func role(_ request: RoleRequest, _ outer: TaskContext, parents: [Role]) -> Role? {
    let finder = RoleFinder(
      settings: settings, playbookDirectory: directory,
      besideRole: (parents.last ?? outer.role).map { FilePath.folder(of: $0.path) },
      collections: (outer.role?.collection.map { [$0] } ?? []) + (outer.keywords.collections ?? []))
    guard let found = finder.find(request.name) else {
      fault(
        .roleNotFound, "the role `\(request.name)` was not found", at: request.span, label: "no such role",
        notes: ["looked in \(finder.folders.map { "`\($0)`" }.joined(separator: ", "))"],
        help: Suggestion.help(for: request.name, in: finder.knownNames))
      return nil
    }
    // A role may import other tasks of its own.
    let key = FilePath.absolute(found.path) + (request.files.tasks.map { ":\($0)" } ?? "")
    if let start = openRoles.firstIndex(of: key) {
      let circle = (openRoles[start...] + [key]).map { "`\(FilePath.name(of: $0))`" }
      fault(
        .includeCycle, "roles depend on each other: \(circle.joined(separator: " -> "))", at: request.span,
        help: ["remove one of the dependencies"])
      return nil
    }
    guard openRoles.count < Limits.includeDepth else {
      fault(.includeCycle, "roles depend on each other deeper than \(Limits.includeDepth) levels", at: request.span)
      return nil
    }
    openRoles.append(key)
    defer { openRoles.removeLast() }
    return loaded(found, request, outer, parents: parents)
  }

  private func loaded(
    _ found: RoleFinder.Found, _ request: RoleRequest, _ outer: TaskContext, parents: [Role]
  ) -> Role {
    let files = RoleFiles(path: found.path, session: self)
    let meta = files.meta()
    var keywords = request.keywords
    // Roles do not take the play's collections: their meta says theirs.
    var inheritedKeywords = outer.keywords
    inheritedKeywords.collections = nil
    if keywords.collections == nil { keywords.collections = meta.collections }
    let content = RoleContent()
    let signature = [found.path, request.signature, "\(request.files)", "\(request.isIncluded)"]
    let defaults = files.variables("defaults", main: request.files.defaults, at: request.span)
    let vars = files.variables("vars", main: request.files.vars, at: request.span)
    func makeRole(dependencies: [Role]) -> Role {
      Role(
        name: found.name, collection: found.collection, path: found.path, parameters: request.parameters,
        entryVars: request.vars, defaults: defaults, vars: vars, dependencies: dependencies,
        allowDuplicates: request.allowDuplicates ?? meta.allowDuplicates, isPublic: request.isPublic,
        parents: parents, duplicateKey: signature.joined(separator: "|"), span: request.span, content: content)
    }
    // A dependency sees its parents, but not the parent's other dependencies: they get the role without them.
    let parent = makeRole(dependencies: [])
    let roleContext = TaskContext(
      keywords: keywords.inheriting(inheritedKeywords), vars: outer.vars, includeParameters: outer.includeParameters,
      role: parent, file: FilePath.join(found.path, "meta/main.yml"), depth: outer.depth + 1)
    let dependencies = meta.dependencies.compactMap { node in
      self.request(node, tables: roleTables(parent)).flatMap {
        role($0, roleContext, parents: parents + [parent])
      }
    }
    let use = dependencies.isEmpty ? parent : makeRole(dependencies: dependencies)
    let extras = RoleExtras(role: use, files: files, session: self, context: roleContext)
    let validation = request.validates ? extras.validation(meta, entry: request.files.tasks ?? "main") : nil
    let roleTasks = tasks(of: use, "tasks", main: request.files.tasks, roleContext, request.span)
    let roleHandlers = tasks(of: use, "handlers", main: request.files.handlers, roleContext, request.span)
    content.set(
      tasks: (validation.map { [.task($0)] } ?? []) + roleTasks + [.task(extras.end)], handlers: roleHandlers.allTasks)
    return use
  }

  private func tasks(
    of role: Role, _ folder: String, main: String?, _ context: TaskContext, _ span: Span?
  ) -> [TaskNode] {
    guard let path = RoleFiles(path: role.path, session: self).main(folder, named: main, at: span) else { return [] }
    let inner = TaskContext(
      keywords: context.keywords, vars: context.vars, includeParameters: context.includeParameters, role: role,
      file: path, depth: context.depth)
    return tasks(inFile: path, inner, isHandler: folder == "handlers", at: span)
  }

  /// `import_role`.
  func importedRole(
    _ raw: RawTask, _ own: PlayTask.Own, _ keywords: TaskKeywords, _ outer: TaskContext
  ) -> [TaskNode] {
    if raw.isHandler {
      fault(.keywordValue, "a role cannot be imported as a handler", at: raw.span)
      return []
    }
    if let loop = own.loop {
      fault(
        .loopConflict, "`import_role` cannot loop: it is read before the run", at: loop.span,
        help: ["use `include_role`"])
    }
    checkIncludeArguments(raw.action, allowed: Self.roleArguments.subtracting(["apply"]))
    guard let argument = raw.action.argument("name") ?? raw.action.argument("role") ?? raw.action.freeForm else {
      fault(.missingParameter, "`import_role` names no role", at: raw.action.span)
      return []
    }
    let tables = (own.vars.map { [$0] } ?? []) + outer.vars + roleTables(outer.role)
    func text(_ key: String) -> String? {
      raw.action.argument(key).flatMap { importName($0.value, at: $0.valueSpan, tables: tables, role: outer.role) }
    }
    guard let name = importName(argument.value, at: argument.valueSpan, tables: tables, role: outer.role) else {
      return []
    }
    func flag(_ key: String) -> Bool? { raw.action.argument(key)?.value.literal.flatMap(Bool.convert) }
    var request = RoleRequest(name: name, span: argument.valueSpan)
    request.files = RoleRequest.Files(
      tasks: text("tasks_from"), vars: text("vars_from"), defaults: text("defaults_from"),
      handlers: text("handlers_from"))
    request.isPublic = flag("public") ?? !(settings.hidesRoleVars ?? false)
    request.allowDuplicates = flag("allow_duplicates") ?? true
    request.vars = own.vars
    request.validates = flag("rolespec_validate") ?? true
    request.isIncluded = true
    request.signature = own.vars?.names.joined(separator: ",") ?? ""
    let context = TaskContext(
      keywords: keywords.inheriting(outer.keywords), vars: (own.vars.map { [$0] } ?? []) + outer.vars,
      includeParameters: outer.includeParameters, role: outer.role, file: outer.file, depth: outer.depth + 1)
    guard let role = role(request, context, parents: outer.role.map { $0.parents + [$0] } ?? []) else { return [] }
    if role.isPublic { importedRoles.append(role) }
    roleHandlers += role.allRoles.flatMap(\.handlers)
    return role.allRoles.flatMap(\.tasks)
  }

  static let roleArguments: Set<String> = [
    "name", "role", "tasks_from", "vars_from", "defaults_from", "handlers_from", "apply", "public",
    "allow_duplicates", "rolespec_validate",
  ]

  /// The tasks of a dynamic `include_role` whose arguments are known now.
  func includedRole(_ selection: RoleSelection, for include: PlayTask) -> IncludedTasks? {
    let outer = include.context
    var request = RoleRequest(
      name: selection.name,
      span: (include.action.argument("name") ?? include.action.argument("role"))?.valueSpan ?? include.span)
    request.files = RoleRequest.Files(
      tasks: selection.tasksFrom, vars: selection.varsFrom, defaults: selection.defaultsFrom,
      handlers: selection.handlersFrom)
    request.isPublic = selection.isPublic ?? settings.hidesRoleVars.map { !$0 } ?? false
    request.allowDuplicates = selection.allowDuplicates
    request.vars = include.own.vars
    request.validates = selection.rolespecValidate
    request.isIncluded = true
    guard outer.depth < Limits.includeDepth else {
      fault(.includeCycle, "roles include each other deeper than \(Limits.includeDepth) levels", at: include.span)
      return nil
    }
    let context = includedContext(of: include, file: outer.file, role: outer.role)
    guard let role = role(request, context, parents: outer.role.map { $0.parents + [$0] } ?? []) else { return nil }
    return IncludedTasks(
      nodes: role.allRoles.flatMap(\.tasks), handlers: role.allRoles.flatMap(\.handlers) + roleHandlers, role: role,
      path: role.path)
  }
}
