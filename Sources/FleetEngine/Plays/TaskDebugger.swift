import FleetCore
import FleetJinja
import FleetPlaybook

/// Carries a step out on one host, records what came of it, and starts the task debugger when the task, or the
/// configuration, asks for it: then the step may be repeated as if it had never been.
@EngineActor struct TaskDebugger {
  var runner: TaskRunner
  let isShared: Bool

  private var run: RunContext { runner.run }

  mutating func perform() async -> TaskFinish {
    guard mayDebug else { return await performOnce() }
    while true {
      let cursors = runner.play.hosts.map(\.cursor)
      let statistics = run.statistics
      let failed = run.failedHosts
      let unreachable = run.unreachableHosts
      let finish = await performOnce()
      guard needsDebugger(finish) else { return finish }
      var prompt = DebuggerPrompt(runner: runner, finish: finish)
      switch await prompt.talk() {
      case .goOn: return finish
      case .quit:
        run.isLeft = true
        run.cancel()
        return finish
      case .redo:
        runner.changes = prompt.changes
        for (host, cursor) in zip(runner.play.hosts, cursors) { host.cursor = cursor }
        run.statistics = statistics
        run.failedHosts = failed
        run.unreachableHosts = unreachable
        runner.play.takeBack(runner.host.name)
      }
    }
  }

  /// Whether the debugger could be started at all: only then the state of every host is kept for a repetition.
  private var mayDebug: Bool { run.options.debugsTasks || runner.task.keywords.debugger != nil }

  private func performOnce() async -> TaskFinish {
    let finish = await runner.perform()
    runner.play.record(finish, runner.step, on: runner.host, isShared: isShared)
    if !finish.isInclude || finish.outcome.status != .ok { run.emit(.taskFinished(finish.outcome)) }
    return finish
  }

  /// Ansible's `needs_debugger`.
  private func needsDebugger(_ finish: TaskFinish) -> Bool {
    let outcome = finish.outcome
    let isFailed = outcome.status == .failed && !(run.options.debuggerIgnoresErrors && outcome.ignoresErrors)
    let isUnreachable = outcome.status == .unreachable
    let reader = KeywordReader(engine: run.templates, scope: runner.play.scope(for: runner.host, step: runner.step))
    let isOn = run.options.debugsTasks && (isFailed || isUnreachable)
    switch try? reader.text(runner.task.keywords.debugger) {
    case "always": return true
    case "never": return false
    case "on_failed": return isOn || isFailed
    case "on_unreachable": return isOn || isUnreachable
    case "on_skipped": return isOn || outcome.status == .skipped
    default: return isOn
    }
  }
}
