import FleetCore
import FleetJinja

/// Finds every place of a play that defines a variable, in the order the play meets them.
package final class DefinitionSearch: TaskVisitor {
  private let name: String
  private let checker: StaticChecker
  private var found: [VariableDefinition] = []
  private var publicRoles: Set<ObjectIdentifier> = []
  private var known: Set<String> = []

  /// The definitions of `name` in `play`, dynamic includes followed as far as their names are known.
  package static func definitions(
    of name: String, in play: Play, checker: StaticChecker
  ) -> [VariableDefinition] {
    let search = DefinitionSearch(name, checker)
    search.enter(play)
    var walk = TaskWalk(checker, play, search)
    walk.run()
    return search.found
  }

  private init(_ name: String, _ checker: StaticChecker) {
    self.name = name
    self.checker = checker
  }

  private func add(_ definition: VariableDefinition) {
    guard known.insert("\(definition.rank) \(definition.reach) \(definition.place)").inserted else { return }
    found.append(definition)
  }

  private func add(_ table: VariableTable?, _ rank: VariableDefinition.Rank, _ reach: VariableDefinition.Reach) {
    guard let table, let entry = table[name] else { return }
    add(VariableDefinition(rank, reach, entry, source: table.source))
  }

  private func enter(_ play: Play) {
    add(play.vars, .playVars, .everywhere)
    for prompt in play.settings.prompts where prompt.name == name {
      add(
        VariableDefinition(.playPrompt, .everywhere, at: prompt.span, value: prompt.defaultValue.map { .data($0) }))
    }
    let search = SearchPath(folders: [play.directory], base: play.directory)
    for entry in play.settings.varsFiles {
      let path = entry.candidates.lazy.compactMap(\.literal).compactMap { search.find($0, kind: "vars") }.first
      if let path, let table = try? checker.loader.loadVariables(file: path) {
        add(table, .playVarsFiles, .everywhere)
      }
    }
    for role in play.publicRoles.flatMap(\.allRoles) {
      publicRoles.insert(ObjectIdentifier(role))
      tables(of: role, .everywhere)
    }
  }

  func enter(_ role: Role) { tables(of: role, role.isPublic ? .everywhere : .role(role.fullName)) }

  private func tables(of role: Role, _ reach: VariableDefinition.Reach) {
    add(role.defaults, .roleDefaults, reach)
    add(role.vars, .roleVars, reach)
    add(role.entryVars, .roleVars, .role(role.fullName))
    add(role.parameters, .roleParameters, .role(role.fullName))
  }

  func miss(_ faults: [Diagnostic], _ visit: TaskVisit) {}
  func lose(_ visit: TaskVisit) {}

  func meet(_ visit: TaskVisit) {
    let task = visit.task
    let place = task.span.description
    if let role = task.role, !publicRoles.contains(ObjectIdentifier(role)) { enter(role) }
    let isInclude = task.action.kind == .includeTasks || task.action.kind == .includeRole
    add(task.own.vars, isInclude ? .includeParameters : .taskVars, .inside(place))
    for table in task.context.includeParameters { add(table, .includeParameters, .inside(task.file)) }
    for table in task.context.vars where !task.context.includeParameters.contains(where: { $0 === table }) {
      add(table, .blockVars, .inside(task.file))
    }
    if task.own.register == name { add(VariableDefinition(.setFact, .after(place), at: task.span)) }
    switch task.action.name {
    case "set_fact":
      if let argument = task.action.argument(name) {
        add(VariableDefinition(.setFact, .after(place), at: argument.keySpan, value: argument.value))
      }
    case "include_vars": includeVars(visit)
    default: break
    }
  }

  private func includeVars(_ visit: TaskVisit) {
    let action = visit.task.action
    let place = visit.task.span.description
    if let target = action.argument("name")?.value.literal?.string {
      if target == name { add(VariableDefinition(.includeVars, .after(place), at: visit.task.span)) }
      return
    }
    let search = SearchPath(task: visit.task, playbookDirectory: visit.play.directory)
    let guess = NameGuess(checker: checker, visit: visit)
    var files: [String] = []
    if let folder = action.argument("dir")?.value.literal?.string, let path = search.find(folder, kind: "vars") {
      files = FolderListing.variableFiles(below: path, ends: ["", ".yml", ".yaml", ".json"])
    } else if let argument = action.freeForm ?? action.argument("file") {
      files = guess.names(argument.value, in: guess.variableFolders).compactMap { search.find($0, kind: "vars") }
    }
    for file in files {
      if let table = try? checker.loader.loadVariables(file: file) { add(table, .includeVars, .after(place)) }
    }
  }
}
