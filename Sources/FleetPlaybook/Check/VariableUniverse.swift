import FleetCore
import FleetJinja
import FleetSystem

/// The names of all variables that a playbook can know, and where on the way tasks make them: what is not among them
/// is undefined whatever the hosts answer.
final class VariableUniverse: TaskVisitor {
  let checker: StaticChecker
  let world: CheckWorld
  /// Defined from the start, or by something whose moment does not matter.
  private(set) var names: Set<String>
  /// Names that only tasks make, with the first task that does.
  private(set) var made: [String: Int] = [:]
  /// Names of loops and of `vars:` of tasks, blocks and includes: they are seen by what is inside only.
  private(set) var localNames: Set<String> = []
  /// Every definition that is a template, by name.
  private(set) var definitions: [String: [VariableTable.Entry]] = [:]
  /// Why more variables may exist than were found.
  private(set) var openReason: String?
  private var knownTables: Set<ObjectIdentifier> = []
  private var knownFiles: Set<String> = []
  private var keptTables: [VariableTable] = []

  init(checker: StaticChecker, world: CheckWorld, playbook: Playbook, isPartial: Bool) {
    self.checker = checker
    self.world = world
    names = world.names.union(world.inventoryNames)
    if isPartial { open("a role or a file was not found") }
    if world.keepsFacts { open("a fact cache may bring variables of earlier runs") }
    for folder in Set(playbook.plays.map(\.directory)) { readFolders(beside: folder) }
    var position = 0
    for play in playbook.plays {
      enter(play)
      var walk = TaskWalk(checker, play, self, from: position)
      walk.run()
      position = walk.position
    }
  }

  // MARK: What is asked

  /// Names that no user defines: facts that are gathered, and the connection's own.
  static func isFact(_ name: String) -> Bool {
    ["ansible_", "facter_", "ohai_"].contains { name.hasPrefix($0) }
  }

  func isDefined(_ name: String, at visit: TaskVisit?) -> Bool {
    if names.contains(name) || Self.isFact(name) { return true }
    guard let visit else { return made[name] != nil || localNames.contains(name) }
    if visit.task.loopNames.contains(name) || visit.loopNames.contains(name) { return true }
    if visit.task.vars.contains(where: { $0[name] != nil }) { return true }
    if visit.task.context.includeParameters.contains(where: { $0[name] != nil }) { return true }
    guard let first = made[name] else { return false }
    return first <= visit.position || visit.mayRepeat || visit.task.isHandler
  }

  /// Whether some later task makes the variable.
  func comesLater(_ name: String) -> Bool { made[name] != nil }

  /// The other names that are near to this one in length, sorted.
  func names(like name: String) -> [String] {
    let length = name.utf8.count
    func isNear(_ other: String) -> Bool {
      abs(other.utf8.count - length) <= Limits.suggestionDistance && other != name
    }
    return Set(names.filter(isNear)).union(made.keys.filter(isNear)).union(localNames.filter(isNear)).sorted()
  }

  // MARK: What is gathered

  private func open(_ reason: String) { if openReason == nil { openReason = reason } }

  private func readFolders(beside folder: String) {
    for kind in ["group_vars", "host_vars"] {
      let base = FilePath.join(folder, kind)
      for file in FolderListing.variableFiles(below: base, ends: ["", ".yml", ".yaml", ".json"]) { add(file: file) }
    }
  }

  private func add(_ table: VariableTable) {
    guard knownTables.insert(ObjectIdentifier(table)).inserted else { return }
    keptTables.append(table)
    names.formUnion(table.names)
    define(table)
  }

  private func define(_ table: VariableTable) {
    for name in table.names {
      guard let entry = table[name], !entry.value.isLiteral else { continue }
      definitions[name, default: []].append(entry)
    }
  }

  private func addLocal(_ table: VariableTable) {
    guard knownTables.insert(ObjectIdentifier(table)).inserted else { return }
    keptTables.append(table)
    localNames.formUnion(table.names)
  }

  /// A file of variables; false when it cannot be read.
  @discardableResult private func add(file: String, under name: String? = nil) -> Bool {
    guard knownFiles.insert(FilePath.absolute(file) + "|" + (name ?? "")).inserted else { return true }
    guard let table = try? checker.loader.loadVariables(file: file) else {
      // Its own fault is told where it is asked for; what it would define is not undefined.
      open("`\(file)` cannot be read")
      return false
    }
    if name == nil { add(table) }
    return true
  }

  private func enter(_ play: Play) {
    if let vars = play.vars { add(vars) }
    names.formUnion(play.settings.prompts.map(\.name))
    for role in play.publicRoles.flatMap(\.allRoles) + play.roles.flatMap(\.allRoles) { enter(role) }
    let search = SearchPath(folders: [play.directory], base: play.directory)
    for entry in play.settings.varsFiles {
      for candidate in entry.candidates {
        if let literal = candidate.literal {
          if let path = search.find(literal, kind: "vars") { add(file: path) }
        } else {
          open("the name of a file in `vars_files` is only known during the run")
        }
      }
    }
  }

  func enter(_ role: Role) {
    for table in [role.defaults, role.vars, role.parameters] { add(table) }
    if let vars = role.entryVars { add(vars) }
  }

  func miss(_ faults: [Diagnostic], _ visit: TaskVisit) {}

  func lose(_ visit: TaskVisit) { open("the name of an include is only known during the run") }

  func meet(_ visit: TaskVisit) {
    let task = visit.task
    if let role = task.role { for one in role.parents + [role] { enter(one) } }
    for table in task.vars + task.context.includeParameters { addLocal(table) }
    localNames.formUnion(task.loopNames)
    if let template = task.own.loopControl.loopVar?.template ?? task.own.loopControl.indexVar?.template {
      open("the name of a loop's variable is only known during the run (`\(template.text)`)")
    }
    if let name = task.own.register { make(name, visit) }
    gather(task.action, visit)
  }

  private func make(_ name: String, _ visit: TaskVisit) {
    // Handlers run wherever they are flushed.
    let position = visit.task.isHandler ? 0 : visit.position
    made[name] = min(made[name] ?? .max, position)
  }

  private func gather(_ action: TaskAction, _ visit: TaskVisit) {
    switch action.name {
    case "set_fact", "add_host":
      for argument in action.arguments {
        if argument.key.contains("{{") { open("a name in `\(action.name)` is a template") }
        if action.name == "add_host" { names.insert(argument.key) } else { make(argument.key, visit) }
      }
      if action.argumentsTemplate != nil || action.freeForm?.value.templates.isEmpty == false {
        open("the arguments of `\(action.name)` are a template")
      }
    case "include_vars": includeVars(action, visit)
    case "package_facts": names.insert("packages")
    case "service_facts": names.insert("services")
    case "mount_facts": names.formUnion(["mount_points", "aggregate_mounts"])
    case "getent":
      if let database = action.argument("database")?.value.literal?.string {
        names.insert("getent_\(database)")
      } else {
        open("`getent` reads a database whose name is only known during the run")
      }
    default:
      if action.nameTemplate != nil || (checker.specs[action.name] == nil && !checker.isCarriedOut(action.name)) {
        open("`\(action.writtenName)` may give facts that are not known here")
      }
    }
  }

  private func includeVars(_ action: TaskAction, _ visit: TaskVisit) {
    let guess = NameGuess(checker: checker, visit: visit)
    let name = action.argument("name")?.value.literal?.string
    if action.argument("name") != nil, name == nil { open("`include_vars` names its variable by a template") }
    if let name { make(name, visit) }
    let search = SearchPath(task: visit.task, playbookDirectory: visit.play.directory)
    if let folder = action.argument("dir") {
      guard let text = folder.value.literal?.string, let path = search.find(text, kind: "vars") else {
        return includeAllVars(visit)
      }
      for file in FolderListing.variableFiles(below: path, ends: ["", ".yml", ".yaml", ".json"]) {
        add(file: file, under: name)
      }
      return
    }
    guard let argument = action.freeForm ?? action.argument("file") else { return }
    let files = guess.names(argument.value, in: guess.variableFolders)
    if files.isEmpty { return includeAllVars(visit) }
    for file in files {
      guard let path = search.find(file, kind: "vars") else { continue }
      if !add(file: path, under: name) { open("`\(file)` could not be read") }
    }
  }

  /// The name is not known: everything that lies in the folders for such files may be meant, and more.
  private func includeAllVars(_ visit: TaskVisit) {
    for folder in (visit.task.role.map { [$0.path] } ?? []) + [visit.play.directory] {
      let base = FilePath.join(folder, "vars")
      for file in FolderListing.variableFiles(below: base, ends: [".yml", ".yaml", ".json"]) { add(file: file) }
    }
    open("the name of a file in `include_vars` is only known during the run")
  }
}
