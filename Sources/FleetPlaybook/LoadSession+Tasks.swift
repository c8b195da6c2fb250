import FleetCore
import FleetJinja
import FleetYAML

extension LoadSession {
  /// A list of tasks and blocks, static imports already put in their places.
  func taskList(_ node: YAMLNode, _ context: TaskContext, isHandler: Bool = false) -> [TaskNode] {
    guard !node.isNull else { return [] }
    guard let items = node.sequence else {
      fault(
        .notATaskList, "a list of tasks is expected", at: node.span, label: "this is \(node.shape)",
        help: ["start each task with `- `"])
      return []
    }
    guard context.depth < Limits.includeDepth else {
      fault(.includeCycle, "files include each other deeper than \(Limits.includeDepth) levels", at: node.span)
      return []
    }
    return items.flatMap { item -> [TaskNode] in
      guard let entries = item.mapping else {
        if item.isNull { return [] }
        fault(
          .notATaskList, "a task must be a mapping", at: item.span, label: "this is \(item.shape)",
          help: item.scalar == nil ? [] : ["write the module as a key: `- \(item.scalar?.text ?? ""):`"])
        return []
      }
      if entries.contains(where: { $0.key.scalar?.text == "block" }) {
        return block(item, entries, context, isHandler: isHandler).map { [.block($0)] } ?? []
      }
      return task(item, entries, context, isHandler: isHandler)
    }
  }

  private func block(
    _ node: YAMLNode, _ entries: [YAMLNode.Entry], _ outer: TaskContext, isHandler: Bool
  ) -> Block? {
    var keywords = TaskKeywords()
    var own: VariableTable?
    var name: Keyword<String>?
    var lists: [String: YAMLNode] = [:]
    for entry in entries {
      guard let key = entry.key.scalar?.text, KeywordTable.isKeyword(key, in: .block) else {
        blockKeyword(entry)
        continue
      }
      switch key {
      case "block", "rescue", "always": lists[key] = entry.value
      case "name": name = keyword(entry, String.self)
      case "vars": own = vars(entry)
      default: _ = inherited(entry, into: &keywords)
      }
    }
    let context = TaskContext(
      keywords: keywords.inheriting(outer.keywords), vars: (own.map { [$0] } ?? []) + outer.vars,
      includeParameters: outer.includeParameters, role: outer.role, file: outer.file, depth: outer.depth + 1)
    let isOuterForgiving = isForgiving
    defer { isForgiving = isOuterForgiving }
    func tasks(_ key: String) -> [TaskNode] {
      isForgiving = isOuterForgiving || (key != "always" && lists["rescue"] != nil)
      return lists[key].map { taskList($0, context, isHandler: isHandler) } ?? []
    }
    return Block(
      name: name, tasks: tasks("block"), rescue: tasks("rescue"), always: tasks("always"), context: context,
      span: entries.first?.key.span ?? node.span)
  }

  private func blockKeyword(_ entry: YAMLNode.Entry) {
    let key = entry.key.scalar?.text ?? ""
    if KeywordTable.isKeyword(key, in: .task) || key.hasPrefix("with_") {
      fault(
        .unknownKeyword, "`\(key)` cannot stand in a block", at: entry.key.span, label: "a keyword of tasks",
        help: key == "loop" || key.hasPrefix("with_")
          ? ["move the block's tasks to a file and loop over `include_tasks`"] : ["give it to the tasks inside"])
    } else {
      unknownKeyword(entry, in: .block, of: "a block")
    }
  }

  /// A task; a static import gives several, or none.
  private func task(
    _ node: YAMLNode, _ entries: [YAMLNode.Entry], _ context: TaskContext, isHandler: Bool
  ) -> [TaskNode] {
    let outer = isForgiving
    defer { isForgiving = outer }
    isForgiving =
      outer || context.keywords.ignoreErrors != nil || context.keywords.debugger != nil
      || !context.keywords.when.isEmpty
      || entries.contains { Self.forgiving.contains($0.key.scalar?.text ?? "") }
    guard let raw = rawTask(node, entries, isHandler: isHandler) else { return [] }
    return finished(raw, context)
  }

  private static let forgiving: Set<String> = ["ignore_errors", "when", "failed_when", "debugger"]

  /// The parts of a task. A file that is used in several places is read once: what surrounds a task changes nothing
  /// of what it says.
  private func rawTask(_ node: YAMLNode, _ entries: [YAMLNode.Entry], isHandler: Bool) -> RawTask? {
    let key = RawTask.Key(span: node.span, isHandler: isHandler, isForgiving: isForgiving)
    if let known = loader.rawTask(key) { return known }
    let before = findings
    guard let raw = readTask(node, entries, isHandler: isHandler) else { return nil }
    // What was found must be told again, by whoever reads the task.
    if findings == before { loader.keep(raw, key) }
    return raw
  }

  private func readTask(_ node: YAMLNode, _ entries: [YAMLNode.Entry], isHandler: Bool) -> RawTask? {
    let place: KeywordTable.Places = isHandler ? .handler : .task
    var own = PlayTask.Own()
    var keywords = TaskKeywords()
    var parts = ActionParts()
    for entry in entries {
      guard let key = entry.key.scalar?.text else {
        fault(.unknownKeyword, "a task's key must be a word", at: entry.key.span)
        continue
      }
      switch key {
      case "action": parts.action = entry
      case "local_action": parts.localAction = entry
      case "args": parts.args = entry
      default:
        if key.hasPrefix("with_") {
          loop(entry, .with(String(key.dropFirst(5))), into: &own)
        } else if KeywordTable.isKeyword(key, in: place) {
          if !ownKeyword(entry, key, into: &own) { _ = inherited(entry, into: &keywords) }
        } else {
          parts.modules.append(entry)
        }
      }
    }
    let span = entries.first?.key.span ?? node.span
    guard let action = action(parts, at: span) else { return nil }
    if let local = parts.localAction, keywords.delegateTo == nil {
      keywords.delegateTo = Keyword(.literal("localhost"), span: local.key.span)
    }
    return RawTask(
      action: action, own: own, keywords: keywords, parts: parts, entries: entries, span: span, isHandler: isHandler)
  }

  private func finished(_ raw: RawTask, _ context: TaskContext) -> [TaskNode] {
    var own = raw.own
    // A role's topics are also known with the role's name before them (Ansible's `Handler._validate_listen`).
    if let role = context.role, !own.listen.isEmpty {
      let names = role.collection == nil ? [role.name] : [role.fullName, role.name]
      own.listen += own.listen.flatMap { topic in names.map { "\($0) : \(topic)" } }
    }
    switch raw.action.kind {
    case .importTasks:
      return importedTasks(raw, own, raw.keywords, context)
    case .importRole:
      return importedRole(raw, own, raw.keywords, context)
    case .meta where raw.action.freeForm?.value.literal == "end_role": checkEndOfRole(raw, context)
    case .includeTasks, .includeRole:
      checkIncludeKeywords(raw)
      own.apply = apply(raw)
    default: break
    }
    return [
      .task(
        PlayTask(
          action: raw.action, own: own, ownKeywords: raw.keywords, context: context, span: raw.span,
          isHandler: raw.isHandler))
    ]
  }

  /// `meta: end_role` stands among a role's tasks; the note has ansible-core's words.
  private func checkEndOfRole(_ raw: RawTask, _ context: TaskContext) {
    guard raw.isHandler || context.role == nil else { return }
    let place = raw.isHandler ? "from a handler" : "from outside of a role"
    fault(
      .keywordValue, "`end_role` is for the tasks of a role", at: raw.action.span,
      label: raw.isHandler ? "this is a handler" : "no role is around this task",
      notes: ["[ERROR]: Cannot execute 'end_role' \(place)"])
  }

  /// Dynamic includes take few keywords themselves (Ansible's `VALID_INCLUDE_KEYWORDS`).
  private func checkIncludeKeywords(_ raw: RawTask) {
    for entry in raw.entries {
      guard let key = entry.key.scalar?.text, KeywordTable.isKeyword(key, in: [.task, .handler]),
        !KeywordTable.isKeyword(key, in: .include), key != "local_action", !(raw.isHandler && key == "listen")
      else { continue }
      unknownKeyword(entry, in: .include, of: "`\(raw.action.name)`")
    }
  }

  /// `apply:`, read as the keywords of a block.
  private func apply(_ raw: RawTask) -> IncludeApply? {
    guard let node = raw.parts.argumentNode("apply"), !node.isNull else { return nil }
    guard let entries = node.mapping else {
      fault(
        .keywordValue, "`apply` wants a mapping of keywords", at: node.span, label: "this is \(node.shape)")
      return nil
    }
    var keywords = TaskKeywords()
    var own: VariableTable?
    for entry in entries {
      guard let key = entry.key.scalar?.text, KeywordTable.isKeyword(key, in: .block) else {
        unknownKeyword(entry, in: .block, of: "`apply`")
        continue
      }
      if key == "vars" { own = vars(entry) } else { _ = inherited(entry, into: &keywords) }
    }
    return IncludeApply(keywords: keywords, vars: own)
  }

  /// The keywords that only a task has; false when the name is another one.
  private func ownKeyword(_ entry: YAMLNode.Entry, _ key: String, into own: inout PlayTask.Own) -> Bool {
    switch key {
    case "name": own.name = keyword(entry, String.self)
    case "vars": own.vars = vars(entry)
    case "loop": loop(entry, .loop, into: &own)
    case "loop_control": own.loopControl = loopControl(entry)
    case "until": own.until = conditions(entry)
    case "retries": own.retries = keyword(entry, Int.self)
    case "delay": own.delay = keyword(entry, Double.self)
    case "changed_when": own.changedWhen = entry.value.isNull ? nil : conditions(entry)
    case "failed_when": own.failedWhen = entry.value.isNull ? nil : conditions(entry)
    case "async": own.asyncSeconds = keyword(entry, Int.self)
    case "poll": own.poll = keyword(entry, Int.self)
    case "listen":
      own.listen = strings(entry, expected: "a topic, or a list of topics").compactMap(\.literal)
    case "register": register(entry, into: &own)
    default: return false
    }
    return true
  }

  private func register(_ entry: YAMLNode.Entry, into own: inout PlayTask.Own) {
    guard let name = entry.value.scalar?.text, !entry.value.isNull else {
      if !entry.value.isNull { wrongType(entry, expected: "the name of a variable") }
      return
    }
    guard name.isVariableName else {
      fault(
        .invalidVariables, "`\(name)` cannot be the name of a variable", at: entry.value.span,
        notes: ["Invalid variable name in 'register' specified: '\(name)'"],
        help: ["a name is a letter or `_`, then letters, digits and `_`"])
      return
    }
    own.register = name
  }

  private func loop(_ entry: YAMLNode.Entry, _ kind: TaskLoop.Kind, into own: inout PlayTask.Own) {
    let key = entry.key.scalar?.text ?? ""
    guard !entry.value.isNull else {
      if case .with = kind { wrongType(entry, expected: "a value to loop over") }
      return
    }
    if let other = own.loop {
      fault(
        .loopConflict, "a task cannot have two loops", at: entry.key.span, label: "`\(key)` is the second",
        notes: ["the first is at \(other.span.description)"])
      return
    }
    if case .loop = kind, entry.value.mapping != nil {
      wrongType(
        entry, expected: "a list", help: ["turn a mapping into a list: `loop: \"{{ mapping | dict2items }}\"`"])
      return
    }
    guard let value = templated(entry.value) else { return }
    own.loop = TaskLoop(kind: kind, value: value, span: entry.value.span)
  }

  private func loopControl(_ entry: YAMLNode.Entry) -> LoopControl {
    var control = LoopControl()
    guard let entries = entry.value.mapping else {
      if !entry.value.isNull { wrongType(entry, expected: "a mapping such as `{ label: … }`") }
      return control
    }
    for entry in entries {
      switch entry.key.scalar?.text {
      case "loop_var": control.loopVar = keyword(entry, String.self)
      case "index_var": control.indexVar = keyword(entry, String.self)
      case "label": control.label = templated(entry.value)
      case "pause": control.pause = keyword(entry, Double.self)
      case "extended": control.extended = keyword(entry, Bool.self)
      case "extended_allitems": control.extendedAllItems = keyword(entry, Bool.self)
      case "break_when": control.breakWhen = conditions(entry)
      default: unknownKeyword(entry, in: .loopControl, of: "`loop_control`")
      }
    }
    return control
  }
}
