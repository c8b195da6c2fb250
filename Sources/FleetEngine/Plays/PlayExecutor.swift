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
    let pattern = try play.settings.hosts.map { try reader.text($0) ?? "" }.joined(separator: ",")
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
    for batch in try batches(hosts, scope) {
      run.emit(.playStarted(heading))
      let members = batch.map { HostRun(name: $0) }
      for member in members where run.lostHosts.contains(member.name) {
        member.status = run.unreachableHosts.contains(member.name) ? .unreachable : .failed
      }
      let alive = Set(members.filter(\.isActive).map(\.name))
      let playRun = PlayRun(
        run: run, play: play,
        context: context.with(
          hosts: all.filter { !run.lostHosts.contains($0) }, batch: all.filter { alive.contains($0) }), hosts: members,
        filter: filter, maxFailPercentage: limit)
      await BatchRun(play: playRun, strategy: strategy, width: run.options.forks).perform()
      if run.isCancelled || run.fatal != nil || playRun.stopsPlaybook { return false }
      // Ansible goes no further when a whole batch is lost.
      if members.allSatisfy({ $0.status == .failed || $0.status == .unreachable }) { return false }
    }
    return true
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
