import FleetCore
import FleetJinja
import FleetPlaybook
import FleetSystem
import FleetVariables

/// Runs one play: its hosts, its batches, its sections.
@EngineActor struct PlayExecutor {
  let run: RunContext
  let play: Play

  /// True when the playbook goes on with its next play.
  func perform(promptAnswers: ValueMap) async throws -> Bool {
    let base = PlayContext(play: play, allHosts: [], prompted: promptAnswers)
    let scope = run.variables.playScope(base)
    let reader = KeywordReader(engine: run.templates, scope: scope)
    let pattern = try play.settings.hosts.flatMap { try reader.texts($0) }.joined(separator: ",")
    let name = try reader.text(play.settings.name) ?? pattern
    let all = try run.inventory.hosts(matching: pattern)
    for part in try run.inventory.unmatched(in: pattern) {
      run.warn("Could not match supplied host pattern, ignoring: \(part)")
    }
    let hosts = try ordered(all, reader)
    let strategy = try Strategy(reader.text(play.settings.strategy) ?? run.options.defaultStrategy, play)
    let heading = PlayHeading(
      id: "\(UInt(bitPattern: ObjectIdentifier(play).hashValue))", name: name,
      path: "\(FilePath.absolute(play.span.file.path)):\(play.span.line)",
      isCheck: run.options.isCheck, isFree: strategy.isFree)
    guard !hosts.isEmpty else {
      run.emit(.playStarted(heading))
      run.emit(.noHostsMatched)
      return true
    }
    let limit = try play.settings.maxFailPercentage.map { try reader.number($0) }
    let filter = TagFilter(only: run.options.tags, skip: run.options.skipTags) { keyword in
      Self.tags(keyword, run.templates, scope)
    }
    let context = PlayContext(play: play, name: name, allHosts: all, prompted: promptAnswers)
    let forcesHandlers = try reader.bool(play.settings.forceHandlers, default: run.options.forcesHandlers)
    for batch in try batches(hosts, scope) {
      run.emit(.playStarted(heading))
      let members = batch.map { HostRun(name: $0) }
      let playRun = PlayRun(
        run: run, play: play, context: context.with(hosts: all, batch: batch), hosts: members, filter: filter,
        forcesHandlers: forcesHandlers)
      let lostBefore = run.failedHosts.count + run.unreachableHosts.count
      await perform(playRun, strategy, limit)
      PendingHandlers(play: playRun).warn(of: members)
      if run.isCancelled || run.fatal != nil || playRun.stopsPlaybook { return false }
      if playRun.isEnded { return true }
      // Ansible goes no further when a whole batch is lost.
      if run.failedHosts.count + run.unreachableHosts.count - lostBefore == batch.count { return false }
    }
    return true
  }

  /// One batch, with what earlier plays left behind and what this one leaves.
  private func perform(_ play: PlayRun, _ strategy: Strategy, _ limit: Double?) async {
    let earlier = run.failedHosts
    let route = play.route
    for host in play.hosts where earlier.contains(host.name) { play.markFailed(host) }
    for host in play.hosts where run.unreachableHosts.contains(host.name) { play.remove(host.name) }
    run.failedHosts = []
    route.startAtTask()
    switch strategy {
    case .linear:
      await LinearStrategy(play: play, width: run.options.forks, maxFailPercentage: limit).perform()
    case .free: await FreeStrategy(play: play, width: run.options.forks, isPinned: false).perform()
    case .hostPinned: await FreeStrategy(play: play, width: run.options.forks, isPinned: true).perform()
    }
    // Hosts move on to their end: only there it is known who is lost.
    for host in play.reachable { _ = host.cursor.next(host, route) }
    let failed = play.hosts.filter(\.cursor.isFailed).map(\.name)
    let isAnyFailed = !failed.isEmpty || play.stopsPlaybook
    run.lastResult = !run.unreachableHosts.isEmpty ? .unreachable : isAnyFailed ? .failed : .ok
    if play.stopsPlaybook { run.lastResult = .failed }
    let absent = earlier.subtracting(play.hosts.map(\.name))
    run.failedHosts.formUnion(failed)
    run.failedHosts.formUnion(absent)
    if !absent.isEmpty, run.lastResult == .ok { run.lastResult = .failed }
  }

  private static func tags(_ keyword: Keyword<String>, _ engine: TemplateEngine, _ scope: any VariableScope) -> [String]
  {
    guard let template = keyword.template, let value = try? engine.value(of: .template(template), in: scope) else {
      return [keyword.text]
    }
    return value.list?.compactMap(\.string) ?? [value.string ?? JSONWriter.keyText(value)]
  }

  private func ordered(_ hosts: [String], _ reader: KeywordReader) throws -> [String] {
    switch try reader.text(play.settings.order) ?? "inventory" {
    case "sorted": return hosts.sorted(by: JSONWriter.codePointOrder)
    case "reverse_sorted": return hosts.sorted(by: JSONWriter.codePointOrder).reversed()
    case "reverse_inventory": return hosts.reversed()
    case "shuffle": return hosts.shuffled()
    default: return hosts
    }
  }

  private func batches(_ hosts: [String], _ scope: any VariableScope) throws -> [[String]] {
    var entries: [Value] = []
    for entry in play.settings.serial {
      guard let value = try run.templates.value(of: entry, in: scope) else { continue }
      entries += value.list ?? [value]
    }
    return SerialBatches.split(hosts, by: entries)
  }
}

/// How hosts go through a play.
enum Strategy {
  /// All hosts do a task before any does the next.
  case linear
  /// Every host at its own pace; a host waits only for its turn at each task.
  case free
  /// As free, and a host that began keeps its place until it is done.
  case hostPinned

  init(_ name: String, _ play: Play) throws {
    switch name.split(separator: ".").last ?? "" {
    case "linear", "debug": self = .linear
    case "free": self = .free
    case "host_pinned": self = .hostPinned
    default:
      throw DiagnosticError(
        .wrongKeywordValue, "unknown strategy `\(name)`", at: play.settings.strategy?.span ?? play.span,
        help: ["`fleet` knows linear, free and host_pinned"])
    }
  }

  var isFree: Bool { self != .linear }
}
