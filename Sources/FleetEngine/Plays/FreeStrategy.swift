import FleetCore
import FleetPlaybook

/// Every host goes through the steps at its own pace. With `host_pinned`, a host that began keeps its place until it
/// is done; else hosts take turns.
@EngineActor final class FreeStrategy {
  private let play: PlayRun
  private let width: Int
  private let isPinned: Bool
  private let turns: Turns
  private var throttles: [ObjectIdentifier: Turns] = [:]
  private var warned: Set<String> = []

  init(play: PlayRun, width: Int, isPinned: Bool) {
    self.play = play
    self.width = width
    self.isPinned = isPinned
    turns = Turns(isPinned ? .max : width)
  }

  private var run: RunContext { play.run }

  func perform() async {
    if play.play.settings.maxFailPercentage != nil {
      run.warn(
        "Using max_fail_percentage with the free strategy is not supported, as tasks are executed independently on "
          + "each host")
    }
    let hosts = play.reachable
    guard !hosts.isEmpty else { return run.emit(.noHostsLeft) }
    let strategy = self
    // The route puts every host at its start.
    _ = play.route
    await HostLanes.run(hosts, width: isPinned ? width : hosts.count) { host in await strategy.goThrough(host) }
    if play.reachable.isEmpty { run.emit(.noHostsLeft) }
  }

  private func goThrough(_ host: HostRun) async {
    while run.fatal == nil, !run.isCancelled || !host.ahead.isEmpty, !run.unreachableHosts.contains(host.name) {
      guard let (step, cursor) = play.route.peek(host) else { return }
      if await StepWork(play: play, step: step).carriedOut([host]).isEmpty { return }
      do {
        try await perform(step, on: host, cursor)
      } catch {
        run.stop(error as? DiagnosticError ?? DiagnosticError(.includeFault, "\(error)"))
      }
    }
  }

  private func perform(_ step: Step, on host: HostRun, _ cursor: HostCursor) async throws {
    let work = StepWork(play: play, step: step)
    let throttle = try work.throttle(host)
    host.cursor = cursor
    if step.task.isHandler { host.forget(step) }
    if work.bypassesHosts {
      throw DiagnosticError(
        .wrongKeywordValue,
        "The '\(step.task.action.writtenName)' module bypasses the host loop, which is currently not supported in the "
          + "free strategy and would instead execute for every host in the inventory list.", at: step.task.span)
    }
    if work.isRunOnce(host) {
      warnOnce(
        "Using run_once with the free strategy is not currently supported. This task will still be executed for every "
          + "host in the inventory list.")
    }
    if step.task.action.kind == .meta {
      _ = await MetaWork(play: play, step: step).perform(on: host)
      return
    }
    if work.isAnyErrorFatal(host) {
      warnOnce(
        "Using any_errors_fatal with the free strategy is not supported, as tasks are executed independently on each "
          + "host")
    }
    let heading = TaskHeadings(play: play).heading(of: step, for: host)
    guard await work.isWanted(heading, host.name) else { return }
    let narrow = throttle > 0 ? turns(of: step, throttle) : nil
    await narrow?.take()
    await turns.take()
    run.emit(.taskStarted(heading))
    let finishes = await work.perform(on: [host], width: 1, isShared: false, heading: heading)
    turns.giveBack()
    narrow?.giveBack()
    if finishes.contains(where: { !$0.finish.includes.isEmpty }) {
      IncludeWork(play: play, step: step).perform(finishes)
    }
  }

  private func turns(of step: Step, _ count: Int) -> Turns {
    let key = ObjectIdentifier(step.task)
    if let known = throttles[key] { return known }
    let fresh = Turns(count)
    throttles[key] = fresh
    return fresh
  }

  private func warnOnce(_ text: String) {
    if warned.insert(text).inserted { run.warn(text) }
  }
}
