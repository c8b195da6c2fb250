import FleetCore
import FleetJinja
import FleetPlaybook

/// Carries one step out on hosts, whatever the strategy.
@EngineActor struct StepWork {
  let play: PlayRun
  let step: Step

  private var run: RunContext { play.run }

  /// The action runs once for all hosts (Ansible's BYPASS_HOST_LOOP).
  var bypassesHosts: Bool { run.actions.isForAllHosts(step.task.action.name) }

  func isRunOnce(_ host: HostRun) -> Bool { flag(step.task.keywords.runOnce, host) }

  func isAnyErrorFatal(_ host: HostRun) -> Bool {
    flag(step.task.keywords.anyErrorsFatal, host, default: run.options.anyErrorsFatal)
  }

  func ignoresErrors(_ host: HostRun) -> Bool { flag(step.task.keywords.ignoreErrors, host) }

  private func flag(_ keyword: Keyword<Bool>?, _ host: HostRun, default fallback: Bool = false) -> Bool {
    guard let keyword else { return fallback }
    if let literal = keyword.literal { return literal }
    return (try? reader(host).bool(keyword)) ?? fallback
  }

  private func reader(_ host: HostRun) -> KeywordReader {
    KeywordReader(engine: run.templates, scope: play.scope(for: host, step: step))
  }

  /// After Ctrl-C: the hosts that have done the step because it was sent before its turn; they are still shown.
  func carriedOut(_ hosts: [HostRun]) async -> [HostRun] {
    guard run.isCancelled else { return hosts }
    var result: [HostRun] = []
    for host in hosts {
      if await host.ahead.wasCarriedOut(step) { result.append(host) } else { host.ahead.forget() }
    }
    return result
  }

  /// `--step`: asked once for all hosts, or with the free strategy for each one.
  func isWanted(_ heading: TaskHeading, _ host: String?) async -> Bool {
    guard let stepper = run.stepper else { return true }
    let kind = heading.kind == .handler ? "HANDLER" : "TASK"
    switch await stepper.isWanted("\(kind): \(heading.name)" + (host.map { " on \($0)" } ?? "")) {
    case .run: return true
    case .skip: return false
    case .runAll:
      run.stepper = nil
      return true
    }
  }

  /// How many hosts may carry the step out at once; 0 for no limit of its own. A value that is no number ends the run.
  func throttle(_ host: HostRun) throws -> Int {
    guard let keyword = step.task.keywords.throttle else { return 0 }
    if let literal = keyword.literal { return literal }
    do {
      guard let text = keyword.template, let value = try run.templates.value(of: .template(text), in: scope(host))
      else { return 0 }
      if case .string(let word) = value, Int(word.trimmed) == nil {
        throw DiagnosticError(
          .wrongKeywordValue,
          "Failed to convert the throttle value to an integer: invalid literal for int() with base 10: '\(word)'",
          at: keyword.span)
      }
      return try reader(host).integer(keyword)
    } catch let error as DiagnosticError where !error.description.hasPrefix("Failed to convert") {
      throw DiagnosticError(
        .wrongKeywordValue, "Failed to convert the throttle value to an integer: \(error.description)",
        at: keyword.span)
    }
  }

  private func scope(_ host: HostRun) -> any VariableScope { play.scope(for: host, step: step) }

  /// The step on hosts, as many at once as `width` allows; their results are recorded as they come.
  func perform(on hosts: [HostRun], width: Int, isShared: Bool, heading: TaskHeading) async -> [HostFinish] {
    if let first = hosts.first { run.warnOfReservedNames(in: play.scope(for: first, step: step), of: step.task) }
    let box = FinishBox()
    let run = self.run
    let play = self.play
    let step = self.step
    let watch = StragglerWatch(run: run, heading: heading)
    defer { watch.end() }
    await HostLanes.run(
      hosts, width: width, until: { run.fatal != nil || run.isCancelled && hosts.allSatisfy(\.ahead.isEmpty) }
    ) { host in
      run.emit(.hostStarted(host: host.name, heading))
      watch.begin(host.name)
      let runner = TaskRunner(
        run: run, play: play, step: step, heading: heading, host: host,
        looksAhead: true, hasOthers: hosts.count > 1)
      var debugger = TaskDebugger(runner: runner, isShared: isShared)
      let finish = await debugger.perform()
      watch.finish(host.name)
      box.finishes[host.name] = finish.withoutResult
    }
    return hosts.compactMap { host in
      box.finishes[host.name].map { HostFinish(host: host, finish: $0, isShared: isShared) }
    }
  }
}

/// Collects what the hosts of one step came to.
@EngineActor private final class FinishBox {
  var finishes: [String: TaskFinish] = [:]
}
