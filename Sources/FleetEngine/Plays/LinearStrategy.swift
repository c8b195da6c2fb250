import FleetCore
import FleetPlaybook

/// All hosts do a step before any does the next.
@EngineActor struct LinearStrategy {
  let play: PlayRun
  let width: Int
  let maxFailPercentage: Double?

  private var run: RunContext { play.run }

  func perform() async {
    while run.fatal == nil, !run.isCancelled || !play.hosts.allSatisfy(\.ahead.isEmpty) {
      let left = play.reachable
      guard let (step, members) = play.route.nextInLockStep(left) else { return }
      let hosts = await StepWork(play: play, step: step).carriedOut(members)
      if hosts.isEmpty { return }
      do {
        guard try await perform(step, hosts, left) else { return }
      } catch {
        run.stop(error as? DiagnosticError ?? DiagnosticError(.includeFault, "\(error)"))
      }
    }
  }

  /// False when the play stops here.
  private func perform(_ step: Step, _ hosts: [HostRun], _ left: [HostRun]) async throws -> Bool {
    let work = StepWork(play: play, step: step)
    var isFatal = false
    var finishes: [HostFinish] = []
    var lost: [HostRun] = []
    if step.task.action.kind == .meta {
      let meta = MetaWork(play: play, step: step)
      for host in meta.isForEachHost ? hosts : Array(hosts.prefix(1)) {
        if step.task.isHandler { host.forget(step) }
        if let finish = await meta.perform(on: host) { finishes.append(HostFinish(host: host, finish: finish)) }
        if work.isAnyErrorFatal(host) || !meta.isForEachHost, !work.ignoresErrors(host) { isFatal = true }
      }
    } else {
      guard let first = hosts.first else { return true }
      let isOnce = work.bypassesHosts || work.isRunOnce(first)
      isFatal = hosts.contains { (isOnce || work.isAnyErrorFatal($0)) && !work.ignoresErrors($0) }
      for host in step.task.isHandler ? hosts : [] { host.forget(step) }
      let throttle = try work.throttle(first)
      let heading = TaskHeadings(play: play).heading(of: step, for: first)
      guard await work.isWanted(heading, nil) else { return true }
      run.emit(.taskStarted(heading))
      let lanes = throttle > 0 && !isOnce ? min(throttle, width) : width
      finishes = await work.perform(on: isOnce ? [first] : hosts, width: lanes, isShared: isOnce, heading: heading)
      if finishes.contains(where: { !$0.finish.includes.isEmpty }) {
        lost = IncludeWork(play: play, step: step).perform(finishes)
      }
    }
    return enforceLimits(finishes, left, lost: lost, isFatal: isFatal)
  }

  /// `any_errors_fatal` and `max_fail_percentage`: whether the play goes on.
  private func enforceLimits(_ finishes: [HostFinish], _ left: [HostRun], lost: [HostRun], isFatal: Bool) -> Bool {
    var failed = Set(finishes.filter { $0.finish.outcome.status == .failed }.map(\.host.name))
    failed.formUnion(lost.map(\.name))
    let isHurt = !failed.isEmpty || finishes.contains { $0.finish.outcome.status == .unreachable }
    if isFatal, isHurt { fail(left, except: failed) }
    guard let maxFailPercentage, !finishes.isEmpty else { return true }
    let share = Double(run.failedHosts.count) / Double(max(1, play.hosts.count))
    guard share > maxFailPercentage / 100 else { return true }
    fail(left, except: failed)
    run.emit(.noHostsLeft)
    play.stopsPlaybook = true
    guard run.failedHosts.count >= left.count else { return true }
    run.emit(.noHostsLeft)
    return false
  }

  private func fail(_ hosts: [HostRun], except failed: Set<String>) {
    for host in hosts where !failed.contains(host.name) {
      run.failedHosts.insert(host.name)
      play.markFailed(host)
    }
  }
}
