import FleetCore
import FleetJinja
import FleetSystem

/// Goes through the tasks of a play in the order they run, those of dynamic includes and the handlers inside.
struct TaskWalk {
  private struct Place {
    var isDoubtful = false
    var mayRepeat = false
    var isDynamic = false
    var loopNames: Set<String> = []
  }

  let checker: StaticChecker
  let play: Play
  let visitor: any TaskVisitor
  private(set) var position: Int
  /// The play's handlers and those that includes bring.
  private(set) var handlers: [PlayTask]
  /// Something that could bring handlers is only known during the run.
  private(set) var isIncomplete = false
  /// Files and roles on the way to a task, against circles.
  private var chain: Set<String> = []
  private var includes = 0
  private var end: PlayTask?
  /// An argument spec was looked at: what is wrong behind it may have been found there, and the run be over.
  private var isValidated = false

  init(_ checker: StaticChecker, _ play: Play, _ visitor: any TaskVisitor, from position: Int = 1) {
    self.checker = checker
    self.play = play
    self.visitor = visitor
    self.position = position
    handlers = play.handlers
  }

  mutating func run() {
    for section in Play.Section.allCases { walk(play.nodes(of: section), Place()) }
    end = nil
    walk(play.handlers.map { .task($0) }, Place())
  }

  private mutating func walk(_ nodes: [TaskNode], _ place: Place) {
    for node in nodes {
      switch node {
      case .task(let task): walk(task, place)
      case .block(let block):
        var inner = place
        inner.isDoubtful = place.isDoubtful || !block.rescue.isEmpty
        walk(block.tasks, inner)
        let ended = end
        // What is rescued, and what runs always, runs behind a failure, too.
        if ended?.action.kind != .meta { end = nil }
        inner.isDoubtful = true
        walk(block.rescue, inner)
        walk(block.always, place)
        end = ended
      }
    }
  }

  private mutating func walk(_ task: PlayTask, _ place: Place) {
    position += 1
    let isSelected = checker.world.map { !$0.isRunning || $0.selects(task) } ?? true
    let visit = TaskVisit(
      task: task, play: play, position: position,
      isDoubtful: place.isDoubtful || task.mayBePassedOver || !isSelected || end != nil || isValidated,
      isAroundDoubtful: place.isDoubtful || !isSelected, mayRepeat: place.mayRepeat, isDynamic: place.isDynamic,
      loopNames: place.loopNames, end: end)
    visitor.meet(visit)
    if task.action.name == "validate_argument_spec" { isValidated = true }
    switch task.action.kind {
    case .includeTasks, .includeRole:
      var inner = place
      inner.isDoubtful = visit.isDoubtful
      inner.isDynamic = true
      if task.own.loop != nil {
        inner.mayRepeat = true
        inner.loopNames.formUnion(task.loopNames)
      }
      follow(visit, inner)
    default:
      if !visit.isDoubtful, end == nil, task.endsPlay { end = task }
    }
  }

  /// Loads what a dynamic include names, as far as the name is known or can be guessed.
  private mutating func follow(_ visit: TaskVisit, _ place: Place) {
    includes += 1
    let task = visit.task
    guard includes < Limits.checkedIncludes, task.context.depth < Limits.includeDepth else { return }
    let guess = NameGuess(checker: checker, visit: visit)
    var place = place
    let found: [IncludedTasks]
    do throws(DiagnosticError) {
      guard let loaded = try load(visit, guess, &place) else {
        isIncomplete = true
        return visitor.lose(visit)
      }
      found = loaded
    } catch {
      isIncomplete = true
      return visitor.miss(error.diagnostics, visit)
    }
    for included in found {
      handlers += included.handlers + included.nodes.allTasks.filter(\.isHandler)
      let part = task.action.argument("tasks_from")?.value.literal?.string ?? ""
      let key = "\(FilePath.absolute(included.path))|\(part)"
      guard chain.insert(key).inserted else { continue }
      for role in included.role?.allRoles ?? [] { visitor.enter(role) }
      walk(included.nodes, place)
      if included.role != nil { walk(included.handlers.map { .task($0) }, place) }
      chain.remove(key)
    }
  }

  private func load(
    _ visit: TaskVisit, _ guess: NameGuess, _ place: inout Place
  ) throws(DiagnosticError) -> [IncludedTasks]? {
    let task = visit.task
    if task.action.kind == .includeRole {
      guard let selection = task.action.literalRole else {
        place.isDoubtful = true
        let selections = guess.roles
        guard !selections.isEmpty else { return nil }
        return selections.compactMap { try? checker.loader.loadRole($0, for: task, in: visit.play) }
      }
      return [try checker.loader.loadRole(selection, for: task, in: visit.play)]
    }
    guard let argument = task.action.freeForm ?? task.action.argument("file") else { return [] }
    if let file = argument.value.literal?.string {
      return [try checker.loader.loadTasks(file: file, for: task, in: visit.play)]
    }
    place.isDoubtful = true
    let names = guess.names(argument.value, in: guess.taskFolders).filter { !NameGuess.isPlaybook($0) }
    guard !names.isEmpty else { return nil }
    return names.compactMap { try? checker.loader.loadTasks(file: $0, for: task, in: visit.play) }
  }
}

extension PlayTask {
  /// A condition, a loop or a tag may keep the task from running, or its failure is no matter.
  var mayBePassedOver: Bool {
    !keywords.when.isEmpty || own.loop != nil || isNeverTagged || mayBeForgiven || isHandler
  }

  /// A failure may be no matter, or be mended at the debugger's prompt.
  var mayBeForgiven: Bool {
    keywords.ignoreErrors != nil || own.failedWhen != nil || (keywords.debugger.map { $0.literal != "never" } ?? false)
  }

  /// The task runs only when it is asked for by its tag.
  var isNeverTagged: Bool { keywords.tags.contains { $0.literal == "never" } }

  /// Nothing of the play runs behind this task.
  var endsPlay: Bool {
    switch action.name {
    case "fail": keywords.runOnce == nil
    case "meta": ["end_play", "end_host", "end_batch"].contains(action.freeForm?.value.literal?.string ?? "")
    default: false
    }
  }

  /// The variables that the task's own loop sets.
  var loopNames: Set<String> {
    guard own.loop != nil else { return [] }
    var names: Set<String> = ["ansible_loop", "ansible_loop_var", "ansible_index_var"]
    names.insert(own.loopControl.loopVar?.literal ?? "item")
    if let index = own.loopControl.indexVar?.literal { names.insert(index) }
    return names
  }
}

extension TaskAction {
  /// The role of an `include_role` whose arguments need no variables.
  var literalRole: RoleSelection? {
    guard let name = (argument("name") ?? argument("role"))?.value.literal?.string else { return nil }
    return roleSelection(name)
  }

  /// The role of this name with the other arguments; nil when one of them needs variables.
  func roleSelection(_ name: String) -> RoleSelection? {
    var selection = RoleSelection(name: name)
    for (key, path) in [
      ("tasks_from", \RoleSelection.tasksFrom), ("vars_from", \.varsFrom), ("defaults_from", \.defaultsFrom),
      ("handlers_from", \.handlersFrom),
    ] as [(String, WritableKeyPath<RoleSelection, String?>)] {
      guard let argument = argument(key) else { continue }
      guard let text = argument.value.literal?.string else { return nil }
      selection[keyPath: path] = text
    }
    if let argument = argument("public") {
      guard let flag = argument.value.literal.flatMap(Bool.convert) else { return nil }
      selection.isPublic = flag
    }
    for (key, path) in [
      ("allow_duplicates", \RoleSelection.allowDuplicates), ("rolespec_validate", \.rolespecValidate),
    ] as [(String, WritableKeyPath<RoleSelection, Bool>)] {
      guard let argument = argument(key) else { continue }
      guard let flag = argument.value.literal.flatMap(Bool.convert) else { return nil }
      selection[keyPath: path] = flag
    }
    return selection
  }
}
