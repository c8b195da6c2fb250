import FleetCore
package import FleetEngine

/// The document of Ansible's `json` callback: every play, task and host, and the counts, written when the run ends.
package final class JSONReport: RunListener {
  private let output: TextOutput
  @EngineActor private var plays: [PlayRecord] = []

  private let showsCustomStatistics: Bool

  package init(output: TextOutput, showsCustomStatistics: Bool = false) {
    self.output = output
    self.showsCustomStatistics = showsCustomStatistics
  }

  private struct TaskRecord {
    var heading: TaskHeading
    var startedAt: UInt64 = 0
    var finishedAt: UInt64 = 0
    var hosts: ValueMap = [:]
  }

  private struct PlayRecord {
    var heading: PlayHeading
    var tasks: [TaskRecord] = []
  }

  @EngineActor package func receive(_ event: RunEvent) {
    switch event {
    case .playStarted(let heading): plays.append(PlayRecord(heading: heading))
    case .taskStarted(let heading): begin(heading)
    case .taskFinished(let outcome): record(outcome)
    case .warning(let text): output.write("[WARNING]: \(text)\n", toError: true)
    case .diagnostics(let diagnostics): output.write(DiagnosticRenderer().render(diagnostics), toError: true)
    case .runFinished(let statistics): write(statistics)
    default: break
    }
  }

  @EngineActor private func begin(_ heading: TaskHeading) {
    guard !plays.isEmpty else { return }
    plays[plays.count - 1].tasks.append(TaskRecord(heading: heading))
  }

  @EngineActor private func record(_ outcome: TaskOutcome) {
    guard let play = plays.indices.last else { return }
    // Under the free strategy several tasks are open at once: the latest of this one takes the result.
    guard let task = plays[play].tasks.lastIndex(where: { $0.heading.id == outcome.task.id }) else { return }
    var entry = outcome.result
    entry["action"] = .string(outcome.task.action)
    switch outcome.status {
    case .failed: entry["failed"] = true
    case .unreachable: entry["unreachable"] = true
    case .skipped: entry["skipped"] = true
    case .ok, .changed: break
    }
    if !outcome.warnings.isEmpty { entry["warnings"] = .list(outcome.warnings.map { .string($0) }) }
    let started = plays[play].tasks[task].startedAt
    plays[play].tasks[task].startedAt = started == 0 ? outcome.startedAt : min(started, outcome.startedAt)
    plays[play].tasks[task].finishedAt = max(plays[play].tasks[task].finishedAt, outcome.finishedAt)
    plays[play].tasks[task].hosts[outcome.host] = .map(entry)
  }

  @EngineActor private func write(_ statistics: RunStatistics) {
    var document = Self.summary(statistics, showsCustom: showsCustomStatistics)
    document["plays"] = .list(plays.map(self.document))
    output.write(JSONWriter(indent: 4, sortsKeys: true).write(.map(document)) + "\n")
  }

  /// The counts of each host and the values of `set_stats`.
  static func summary(_ statistics: RunStatistics, showsCustom: Bool) -> ValueMap {
    var stats: ValueMap = [:]
    for host in statistics.hosts.keys.sorted(by: JSONWriter.codePointOrder) {
      guard let counts = statistics.hosts[host] else { continue }
      stats[host] = [
        "ok": .int(counts.ok), "failures": .int(counts.failed), "unreachable": .int(counts.unreachable),
        "changed": .int(counts.changed), "skipped": .int(counts.skipped), "rescued": .int(counts.rescued),
        "ignored": .int(counts.ignored),
      ]
    }
    var custom: ValueMap = [:]
    for (host, values) in statistics.custom where host != RunStatistics.wholeRun { custom[host] = .map(values) }
    return [
      "stats": .map(stats), "custom_stats": .map(showsCustom ? custom : [:]),
      "global_custom_stats": .map(showsCustom ? statistics.custom[RunStatistics.wholeRun] ?? [:] : [:]),
    ]
  }

  private func document(_ play: PlayRecord) -> Value {
    let starts = play.tasks.map(\.startedAt).filter { $0 > 0 }
    let head: Value = [
      "name": .string(play.heading.name), "id": .string(play.heading.id), "path": .string(play.heading.path),
      "duration": duration(starts.min() ?? 0, play.tasks.map(\.finishedAt).max() ?? 0),
    ]
    let tasks = play.tasks.map { task -> Value in
      let head: Value = [
        "name": .string(task.heading.name), "id": .string(task.heading.id), "path": .string(task.heading.path),
        "duration": duration(task.startedAt, task.finishedAt),
      ]
      return ["task": head, "hosts": .map(task.hosts)]
    }
    return ["play": head, "tasks": .list(tasks)]
  }

  private func duration(_ start: UInt64, _ end: UInt64) -> Value {
    ["start": .string(ISOTime.text(start)), "end": .string(ISOTime.text(end))]
  }
}
