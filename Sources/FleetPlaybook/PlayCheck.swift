import FleetCore
import FleetJinja
import FleetModuleKit
import FleetSystem

/// The check of one play: its tasks, those of includes that can be followed, then the handlers that they notify.
struct PlayCheck {
  let checker: StaticChecker
  let play: Play

  /// What is gathered on the way.
  private struct Walk {
    var notifications: [(name: String, span: Span)] = []
    var handlers: [PlayTask] = []
    /// Something that could bring handlers, or rename them, is only known during the run.
    var mayHaveMoreHandlers = false
    /// Files and roles on the way to a task, against circles.
    var chain: Set<String> = []
    var count = 0
  }

  func run(_ report: inout CheckReport) {
    var walk = Walk(handlers: play.handlers)
    for section in Play.Section.allCases { check(play.nodes(of: section), &walk, &report) }
    check(play.handlers.map { .task($0) }, &walk, &report)
    checkHandlers(walk, &report)
  }

  private func check(_ nodes: [TaskNode], _ walk: inout Walk, _ report: inout CheckReport, isDoubtful: Bool = false) {
    for node in nodes {
      switch node {
      case .task(let task): check(task, &walk, &report, isDoubtful: isDoubtful)
      case .block(let block):
        check(block.tasks, &walk, &report, isDoubtful: isDoubtful || !block.rescue.isEmpty)
        check(block.rescue, &walk, &report, isDoubtful: true)
        check(block.always, &walk, &report, isDoubtful: isDoubtful)
      }
    }
  }

  private func check(_ task: PlayTask, _ walk: inout Walk, _ report: inout CheckReport, isDoubtful: Bool) {
    let outer = report.isDoubtful
    report.isDoubtful = outer || isDoubtful || task.mayBePassedOver
    defer { report.isDoubtful = outer }
    TaskCheck(checker: checker, play: play, task: task).run(&report)
    for value in task.keywords.notify ?? [] { gather(value, of: task, &walk) }
    switch task.action.kind {
    case .includeTasks, .includeRole: follow(task, &walk, &report)
    default: break
    }
  }

  private func gather(_ value: TemplatedValue, of task: PlayTask, _ walk: inout Walk) {
    switch value {
    case .data(.string(let name)): walk.notifications.append((name, task.span))
    case .data(.list(let items)):
      for name in items.compactMap(\.string) { walk.notifications.append((name, task.span)) }
    case .list(let items): for item in items { gather(item, of: task, &walk) }
    default: break
    }
  }

  /// Loads what a dynamic include names, when the name is known, and checks it.
  private func follow(_ task: PlayTask, _ walk: inout Walk, _ report: inout CheckReport) {
    walk.count += 1
    guard walk.count < 10_000, task.context.depth < Limits.includeDepth else { return }
    let included: IncludedTasks
    do throws(DiagnosticError) {
      guard let found = try load(task) else {
        walk.mayHaveMoreHandlers = true
        return
      }
      included = found
    } catch {
      // A condition may keep the run from ever reaching it.
      let isSure = task.keywords.when.isEmpty && !task.isNeverTagged && task.own.loop == nil
      for fault in error.diagnostics {
        var finding = fault
        if !isSure { finding.severity = .warning }
        report.add(finding)
      }
      walk.mayHaveMoreHandlers = true
      return
    }
    walk.handlers += included.handlers + included.nodes.allTasks.filter(\.isHandler)
    let key = "\(FilePath.absolute(included.path))|\(task.action.argument("tasks_from")?.value.literal?.string ?? "")"
    guard walk.chain.insert(key).inserted else { return }
    check(included.nodes, &walk, &report)
    walk.chain.remove(key)
  }

  private func load(_ task: PlayTask) throws(DiagnosticError) -> IncludedTasks? {
    if task.action.kind == .includeTasks {
      guard let argument = task.action.freeForm ?? task.action.argument("file"),
        let file = argument.value.literal?.string
      else { return nil }
      return try checker.loader.loadTasks(file: file, for: task, in: play)
    }
    guard let selection = task.action.literalRole else { return nil }
    return try checker.loader.loadRole(selection, for: task, in: play)
  }

  private func checkHandlers(_ walk: Walk, _ report: inout CheckReport) {
    guard !walk.mayHaveMoreHandlers else { return }
    var names: Set<String> = []
    for handler in walk.handlers {
      names.formUnion(handler.own.listen)
      guard let name = handler.name else { continue }
      guard let literal = name.literal else { return }
      names.insert(literal)
      if let role = handler.role {
        names.insert("\(role.fullName) : \(literal)")
        names.insert("\(role.name) : \(literal)")
      }
    }
    for (name, span) in walk.notifications where !names.contains(name) {
      report.add(
        Diagnostic(
          .unknownHandler, "no handler is called `\(name)`", at: span, label: "this task notifies it",
          help: Suggestion.help(for: name, in: names.sorted())))
    }
  }
}

extension PlayTask {
  /// A condition, a loop or a tag may keep the task from running, or its failure is no matter.
  var mayBePassedOver: Bool {
    !keywords.when.isEmpty || own.loop != nil || isNeverTagged || keywords.ignoreErrors != nil || own.failedWhen != nil
      || isHandler
  }

  /// The task runs only when it is asked for by its tag.
  var isNeverTagged: Bool { keywords.tags.contains { $0.literal == "never" } }
}

extension TaskAction {
  /// The role of an `include_role` whose arguments need no variables.
  var literalRole: RoleSelection? {
    guard let name = (argument("name") ?? argument("role"))?.value.literal?.string else { return nil }
    var selection = RoleSelection(name: name)
    for (key, path) in [
      ("tasks_from", \RoleSelection.tasksFrom), ("vars_from", \.varsFrom), ("defaults_from", \.defaultsFrom),
      ("handlers_from", \.handlersFrom),
    ] as [(String, WritableKeyPath<RoleSelection, String?>)] {
      guard let argument = argument(key) else { continue }
      guard let text = argument.value.literal?.string else { return nil }
      selection[keyPath: path] = text
    }
    for (key, path) in [
      ("public", \RoleSelection.isPublic), ("allow_duplicates", \.allowDuplicates),
      ("rolespec_validate", \.rolespecValidate),
    ] as [(String, WritableKeyPath<RoleSelection, Bool>)] {
      guard let argument = argument(key) else { continue }
      guard let flag = argument.value.literal.flatMap(Bool.convert) else { return nil }
      selection[keyPath: path] = flag
    }
    return selection
  }
}
