import FleetCore
import FleetJinja
import FleetSystem
import FleetYAML

extension LoadSession {
  /// The plays of a playbook file, those of imported playbooks in their places.
  func playbook(_ path: String, importContext: PlaybookImport) -> [Play] {
    let key = FilePath.absolute(path)
    guard !openPlaybooks.contains(key), openPlaybooks.count < Limits.includeDepth else {
      fault(.includeCycle, "the playbook `\(path)` imports itself", at: nil)
      return []
    }
    openPlaybooks.append(key)
    let outer = directory
    directory = FilePath.folder(of: path)
    defer {
      openPlaybooks.removeLast()
      directory = outer
    }
    guard let document = collecting({ () throws(DiagnosticError) in try reader.document(path) }) else { return [] }
    guard let node = document, !node.isNull else {
      fault(.emptyPlaybook, "the playbook `\(path)` is empty", at: nil)
      return []
    }
    guard let entries = node.sequence else {
      fault(
        .notAPlaybook, "a playbook is a list of plays", at: node.span, label: "this is \(node.shape)",
        help: ["start each play with `- hosts: …`"])
      return []
    }
    if entries.isEmpty { isEmptyAllowed = true }
    return entries.flatMap { entry in playbookEntry(entry, path, importContext) }
  }

  private func playbookEntry(_ node: YAMLNode, _ path: String, _ importContext: PlaybookImport) -> [Play] {
    guard let entries = node.mapping else {
      fault(
        .notAPlaybook, "a playbook's entry must be a play", at: node.span, label: "this is \(node.shape)",
        help: ["a play is a mapping with `hosts`"])
      return []
    }
    let importName = entries.first { entry in
      guard let name = entry.key.scalar?.text else { return false }
      return name == "import_playbook" || name == "ansible.builtin.import_playbook"
        || name == "ansible.legacy.import_playbook"
    }
    if let importName { return importedPlaybook(importName, entries, importContext) }
    return play(node, entries, path, importContext).map { [$0] } ?? []
  }

  private func importedPlaybook(
    _ name: YAMLNode.Entry, _ entries: [YAMLNode.Entry], _ outer: PlaybookImport
  ) -> [Play] {
    var inner = outer
    for entry in entries {
      guard let key = entry.key.scalar?.text, key != name.key.scalar?.text else { continue }
      switch key {
      case "name": break
      case "vars": if let table = vars(entry) { inner.vars = [table] + inner.vars }
      case "tags": inner.tags += tags(entry)
      case "when": inner.when += conditions(entry)
      default:
        unknownKeyword(entry, in: .importPlaybook, of: "import_playbook")
      }
    }
    guard let value = templated(name.value),
      let file = importName(value, at: name.value.span, tables: inner.vars, role: nil)
    else { return [] }
    guard let path = findPlaybook(file) else {
      fault(
        .includeNotFound, "the playbook `\(file)` does not exist", at: name.value.span,
        notes: ["looked for it as `\(FilePath.normalized(FilePath.join(directory, file)))`"])
      return []
    }
    if openPlaybooks.contains(FilePath.absolute(path)) {
      fault(.includeCycle, "the playbook `\(file)` imports itself", at: name.value.span)
      return []
    }
    return playbook(path, importContext: inner)
  }

  /// A file beside the importing playbook, or `namespace.collection.playbook`.
  private func findPlaybook(_ name: String) -> String? {
    let beside = FilePath.normalized(FilePath.join(directory, FilePath.expandingHome(name)))
    if FileSystem.isRegular(beside) { return beside }
    let parts = name.split(separator: ".", maxSplits: 2)
    guard parts.count == 3 else { return nil }
    for folder in collectionFolders {
      let base = "\(folder)/ansible_collections/\(parts[0])/\(parts[1])/playbooks/\(parts[2])"
      for path in [base, base + ".yml", base + ".yaml"] where FileSystem.isRegular(path) { return path }
    }
    return nil
  }

  /// The name of a place in ansible-core's message, which people search for.
  private static func className(_ places: KeywordTable.Places) -> String {
    let names: [(KeywordTable.Places, String)] = [
      (.include, "TaskInclude"), (.importPlaybook, "PlaybookInclude"), (.loopControl, "LoopControl"), (.play, "Play"),
      (.role, "RoleInclude"), (.block, "Block"), (.task, "Task"), (.handler, "Handler"),
    ]
    return names.first { places.contains($0.0) }?.1 ?? "Task"
  }

  /// A key that is no keyword here.
  func unknownKeyword(_ entry: YAMLNode.Entry, in places: KeywordTable.Places, of what: String) {
    let name = entry.key.scalar?.text ?? entry.key.shape
    let elsewhere = KeywordTable.entries.contains { $0.name == name }
    var help = Suggestion.help(for: name, in: KeywordTable.names(in: places))
    if elsewhere, places.contains(.include) {
      help = ["put it under `apply:` to hand it to the included tasks, or around the include in a block"]
    }
    fault(
      .unknownKeyword, elsewhere ? "`\(name)` cannot stand in \(what)" : "unknown keyword `\(name)` in \(what)",
      at: entry.key.span, label: elsewhere ? "this keyword belongs elsewhere" : "not a keyword of \(what)",
      notes: ["'\(name)' is not a valid attribute for a \(Self.className(places))"],
      help: help)
  }

  private func play(
    _ node: YAMLNode, _ entries: [YAMLNode.Entry], _ path: String, _ importContext: PlaybookImport
  ) -> Play? {
    guard isPlay(entries, at: node.span) else { return nil }
    var settings = Play.Settings()
    var lists: [String: YAMLNode.Entry] = [:]
    importedRoles = []
    roleHandlers = []
    for entry in entries {
      guard let key = entry.key.scalar?.text else {
        fault(.unknownKeyword, "a play's key must be a word", at: entry.key.span)
        continue
      }
      switch key {
      case "pre_tasks", "roles", "tasks", "post_tasks", "handlers": lists[key] = entry
      default: playKeyword(entry, key, into: &settings)
      }
    }
    checkHosts(&settings, node, entries)
    settings.keywords.tags += importContext.tags
    settings.importConditions = importContext.when
    let importVars = importContext.vars
    if !importVars.isEmpty {
      // What the import says is stronger than the play's own.
      let tables = importVars + (settings.vars.map { [$0] } ?? [])
      settings.vars = Self.merged(tables)
    }
    playTables = settings.vars.map { [$0] } ?? []
    for file in settings.varsFiles { loadVarsFile(file) }

    var keywords = settings.keywords
    keywords.when = importContext.when + keywords.when
    let context = TaskContext(keywords: keywords, vars: [], role: nil, file: path)
    let roles = lists["roles"].map { self.roles($0, context) } ?? []
    let pre = lists["pre_tasks"].map { taskList($0.value, context) } ?? []
    let tasks = lists["tasks"].map { taskList($0.value, context) } ?? []
    let post = lists["post_tasks"].map { taskList($0.value, context) } ?? []
    var handlerKeywords = settings.keywords
    handlerKeywords.when = []
    let handlerContext = TaskContext(keywords: handlerKeywords, vars: [], role: nil, file: path)
    let own = lists["handlers"].map { taskList($0.value, handlerContext, isHandler: true).allTasks } ?? []
    let roleHandlers = roles.flatMap { $0.allRoles.flatMap(\.handlers) } + self.roleHandlers
    return Play(
      settings: settings, preTasks: pre, roles: roles, tasks: tasks, postTasks: post,
      handlers: roleHandlers + own, publicRoles: roles.filter(\.isPublic) + importedRoles, file: path,
      span: entries.first?.key.span ?? node.span)
  }

  /// A task where a play should be is one fault, not one for each of its keys.
  private func isPlay(_ entries: [YAMLNode.Entry], at span: Span) -> Bool {
    let keys = entries.compactMap { $0.key.scalar?.text }
    guard !keys.contains("hosts"), keys.contains(where: isModule) else { return true }
    fault(
      .notAPlaybook, "this is a task, not a play", at: entries.first?.key.span ?? span,
      label: "a task stands where a play should",
      notes: keys.prefix(1).map { "'\($0)' is not a valid attribute for a Play" },
      help: ["put it under `tasks:` of a play, or use the file with `import_tasks`"])
    return false
  }

  private func checkHosts(_ settings: inout Play.Settings, _ node: YAMLNode, _ entries: [YAMLNode.Entry]) {
    guard let hosts = entries.last(where: { $0.key.scalar?.text == "hosts" }) else {
      fault(
        .missingKeyword, "a play needs `hosts`", at: entries.first?.key.span ?? node.span,
        label: "this play has no `hosts`", help: ["add `hosts: all`, or the group that the play is for"])
      return
    }
    settings.hostsSpan = hosts.value.span
    if hosts.value.isNull || settings.hosts.isEmpty {
      fault(.keywordValue, "`hosts` must not be empty", at: hosts.value.span)
    }
  }

  private func isModule(_ name: String) -> Bool {
    settings.isModule(settings.canonicalName(name)) || name == "block"
  }

  /// One table of several, the strongest first.
  static func merged(_ tables: [VariableTable]) -> VariableTable {
    var pairs: [(String, VariableTable.Entry)] = []
    for table in tables.reversed() { pairs += table.names.compactMap { name in table[name].map { (name, $0) } } }
    return VariableTable(pairs, source: tables.first?.source ?? "vars")
  }

  /// A file of `vars_files` whose name needs no host is read now: its faults are found before the run, and names of
  /// imports may use it.
  private func loadVarsFile(_ file: VarsFile) {
    var tried: [String] = []
    for candidate in file.candidates {
      guard let name = candidate.literal else { return }
      let paths =
        FilePath.isAbsolute(name) || name.hasPrefix("~")
        ? [FilePath.expandingHome(name)]
        : [FilePath.join(FilePath.join(directory, "vars"), name), FilePath.join(directory, name)]
      tried += paths
      guard let path = paths.map(FilePath.normalized).first(where: FileSystem.isRegular) else { continue }
      if let table = collecting({ () throws(DiagnosticError) in try reader.variables(file: path) }) {
        playTables.insert(table, at: 0)
      }
      return
    }
    fault(
      .includeNotFound, "none of the files of `vars_files` exists", at: file.span,
      notes: ["looked for \(tried.map { "`\($0)`" }.joined(separator: ", "))"])
  }
}
