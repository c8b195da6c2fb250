import FleetCore
package import FleetEngine
import FleetSystem

/// One JSON document a line for each event (the callback `jsonl`).
package final class JSONLinesReport: RunListener {
  private let output: TextOutput
  private let showsCustomStatistics: Bool
  @EngineActor private var isFree = false
  @EngineActor private var tasks: [String: ValueMap] = [:]

  package init(output: TextOutput, showsCustomStatistics: Bool) {
    self.output = output
    self.showsCustomStatistics = showsCustomStatistics
  }

  @EngineActor package func receive(_ event: RunEvent) {
    switch event {
    case .playStarted(let heading):
      isFree = heading.isFree
      write(
        "v2_playbook_on_play_start",
        [
          "play": .map([
            "name": .string(heading.name), "id": .string(heading.id), "path": .string(heading.path),
            "duration": ["start": Self.now],
          ]), "tasks": [],
        ])
    case .taskStarted(let heading) where !isFree:
      tasks[heading.id] = Self.task(heading)
      let name = heading.kind == .handler ? "v2_playbook_on_handler_task_start" : "v2_playbook_on_task_start"
      write(name, ["task": .map(Self.task(heading)), "hosts": [:]])
    case .hostStarted(let host, let heading) where isFree:
      tasks[heading.id + host] = Self.task(heading)
      write("v2_runner_on_start", ["task": .map(Self.task(heading)), "hosts": [:]])
    case .taskFinished(let outcome): record(outcome)
    case .warning(let text): output.write("[WARNING]: \(text)\n", toError: true)
    case .diagnostics(let diagnostics): output.write(DiagnosticRenderer().render(diagnostics), toError: true)
    case .runFinished(let statistics):
      write(
        "v2_playbook_on_stats", JSONReport.summary(statistics, showsCustom: showsCustomStatistics))
    default: break
    }
  }

  private static var now: Value { .string(ISOTime.text(UInt64(SystemClock.system.now().double * 1e9))) }

  private static func task(_ heading: TaskHeading) -> ValueMap {
    [
      "name": .string(heading.name), "id": .string(heading.id), "path": .string(heading.path),
      "duration": ["start": now],
    ]
  }

  @EngineActor private func record(_ outcome: TaskOutcome) {
    var entry = outcome.result
    entry["action"] = .string(outcome.task.action)
    let name: String
    switch outcome.status {
    case .failed:
      name = "v2_runner_on_failed"
      entry["failed"] = true
    case .unreachable: name = "v2_runner_on_unreachable"
    case .skipped:
      name = "v2_runner_on_skipped"
      entry["skipped"] = true
    case .ok, .changed: name = "v2_runner_on_ok"
    }
    let key = outcome.task.id + (isFree ? outcome.host : "")
    var task = tasks[key] ?? Self.task(outcome.task)
    var duration = task["duration"]?.map ?? [:]
    duration["end"] = Self.now
    task["duration"] = .map(duration)
    write(name, ["task": .map(task), "hosts": .map([outcome.host: .map(entry)])])
  }

  private func write(_ event: String, _ values: ValueMap) {
    var document = values
    document["_event"] = .string(event)
    document["_timestamp"] = Self.now
    output.write(JSONWriter(sortsKeys: true, compact: true).write(.map(document)) + "\n")
  }
}
