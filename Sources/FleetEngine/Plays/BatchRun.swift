import FleetCore
import FleetPlaybook

/// Takes one batch of hosts through the sections of a play.
@EngineActor struct BatchRun {
  let play: PlayRun
  let strategy: Strategy
  let width: Int

  func perform() async {
    guard strategy.isFree else {
      await perform(TreeWalker(play: play, width: width), play.hosts)
      return
    }
    let batch = self
    await HostLanes.run(play.hosts, width: width) { host in
      await batch.perform(TreeWalker(play: batch.play, width: 1), [host])
    }
  }

  private func perform(_ walker: TreeWalker, _ hosts: [HostRun]) async {
    if let gathering = FactGathering(play: play).task {
      let targets = hosts.filter { $0.isActive && FactGathering(play: play).isNeeded(for: $0) }
      if !targets.isEmpty { await walker.perform(gathering, targets, IncludeFrame()) }
    }
    await walker.walk(play.filter.filtered(play.play.nodes(of: .preTasks)), hosts)
    await flush(walker, hosts)
    await walker.walk(play.filter.filtered(play.play.nodes(of: .roles)), hosts)
    await walker.walk(play.filter.filtered(play.play.nodes(of: .tasks)), hosts)
    await flush(walker, hosts)
    await walker.walk(play.filter.filtered(play.play.nodes(of: .postTasks)), hosts)
    await flush(walker, hosts)
  }

  private func flush(_ walker: TreeWalker, _ hosts: [HostRun]) async {
    if play.isEnded || play.run.isCancelled { return }
    let isForced = play.play.settings.forceHandlers?.literal ?? play.run.options.forcesHandlers
    guard isForced else { return await HandlerFlush(walker: walker).perform(hosts) }
    let failed = hosts.filter { $0.status == .failed }
    for host in failed { host.status = .active }
    await HandlerFlush(walker: walker).perform(hosts)
    for host in failed where host.status == .active { host.status = .failed }
  }
}
