import FleetCore
import FleetJinja
import FleetPlaybook
import FleetVariables

/// The implicit "Gathering Facts" task at the head of a play.
@EngineActor struct FactGathering {
  let play: PlayRun

  /// nil when the play or the configuration says no.
  var task: PlayTask? {
    let settings = play.play.settings
    let scope = play.run.variables.playScope(play.context)
    let reader = KeywordReader(engine: play.run.templates, scope: scope)
    let isWanted = (try? reader.bool(settings.gatherFacts, default: play.run.options.gathering != "explicit")) ?? true
    guard isWanted else { return nil }
    let span = play.play.span
    var arguments: [TaskAction.Argument] = []
    func add(_ key: String, _ value: TemplatedValue) {
      arguments.append(TaskAction.Argument(key: key, keySpan: span, value: value, valueSpan: span))
    }
    if let subset = settings.gatherSubset { add("gather_subset", .list(subset)) }
    if let timeout = settings.gatherTimeout, let seconds = try? reader.integer(timeout) {
      add("gather_timeout", .data(.int(seconds)))
    }
    if let path = settings.factPath, let text = try? reader.text(path) { add("fact_path", .data(.string(text))) }
    var own = PlayTask.Own()
    own.name = Keyword(.literal("Gathering Facts"), span: span)
    let action = TaskAction(
      kind: .module, writtenName: "gather_facts", name: "setup", span: span, arguments: arguments)
    var keywords = play.play.keywords
    if keywords.tags.isEmpty { keywords.tags = [Keyword(.literal("always"), span: span)] }
    keywords.runOnce = nil
    keywords.when = settings.importConditions
    let context = TaskContext(keywords: TaskKeywords(), vars: [], role: nil, file: play.play.file)
    return PlayTask(
      action: action, own: own, ownKeywords: keywords, context: context, span: span, isImplicit: true)
  }

  /// `gathering = smart`: only hosts whose facts are not there yet.
  func isNeeded(for host: HostRun) -> Bool {
    guard play.run.options.gathering == "smart", play.play.settings.gatherFacts == nil else { return true }
    return !play.run.variables.state(of: host.name).hasGatheredFacts
  }
}
