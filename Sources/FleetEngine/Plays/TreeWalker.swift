import FleetCore
import FleetJinja
import FleetPlaybook

/// Walks a tree of tasks with a set of hosts. The linear strategy is one walker with all hosts of the batch; free and
/// host_pinned are one walker per host.
@EngineActor struct TreeWalker {
  let play: PlayRun
  /// Hosts worked on at once.
  let width: Int

  var run: RunContext { play.run }

  /// `role` is the role that the nodes stand in: others that begin among them run once per host, unless they allow
  /// duplicates.
  func walk(
    _ nodes: [TaskNode], _ hosts: [HostRun], _ frame: IncludeFrame = IncludeFrame(), inside role: Role? = nil
  ) async {
    var begun: Role?
    for (position, node) in nodes.enumerated() {
      if play.isEnded || run.isCancelled && hosts.allSatisfy(\.ahead.isEmpty) { return }
      let own = node.role === role ? nil : node.role
      if begun !== own {
        complete(begun, hosts)
        begun = own
      }
      let active = hosts.filter { $0.isActive && (own?.allowDuplicates != false || !$0.hasCompleted(own)) }
      if active.isEmpty { continue }
      switch node {
      case .task(let task): await perform(task, active, frame, before: following(position, in: nodes))
      case .block(let block): await walk(block, active, frame, inside: node.role)
      }
    }
    complete(begun, hosts)
  }

  /// A role is done for the hosts that ran any task of it.
  private func complete(_ role: Role?, _ hosts: [HostRun]) {
    guard let role else { return }
    for host in hosts where host.begunRoles.contains(role.duplicateKey) {
      host.completedRoles.insert(role.duplicateKey)
    }
  }

  /// Block, then rescue for those who failed in it, then always for all of them.
  private func walk(_ block: Block, _ hosts: [HostRun], _ frame: IncludeFrame, inside role: Role?) async {
    let hasRescue = !block.rescue.isEmpty
    if hasRescue { for host in hosts { host.rescueDepth += 1 } }
    await walk(block.tasks, hosts, frame, inside: role)
    if hasRescue {
      for host in hosts { host.rescueDepth -= 1 }
      let failed = hosts.filter { $0.status == .failed }
      for host in failed { host.status = .active }
      await walk(block.rescue, failed, frame, inside: role)
      for host in failed where host.status == .failed { run.lostHosts.insert(host.name) }
    }
    guard !block.always.isEmpty else { return }
    let failed = hosts.filter { $0.status == .failed }
    for host in failed { host.status = .active }
    await walk(block.always, hosts, frame, inside: role)
    for host in failed where host.status == .active { host.status = .failed }
  }

  /// The tasks right behind one that may be sent together with it, as far as that can be said for all hosts.
  private func following(_ position: Int, in nodes: [TaskNode]) -> [PlayTask] {
    guard play.mayLookAhead else { return [] }
    var tasks: [PlayTask] = []
    for node in nodes[(position + 1)...].prefix(Limits.aheadTasks) {
      guard case .task(let task) = node, node.role === nodes[position].role, run.traits(of: task).mayGoAhead else {
        break
      }
      tasks.append(task)
    }
    return tasks
  }

  // MARK: one task

  func perform(
    _ task: PlayTask, _ hosts: [HostRun], _ frame: IncludeFrame, before following: [PlayTask] = []
  ) async {
    play.setFrame(frame, of: task)
    var hosts = hosts
    if run.isCancelled {
      hosts = await carriedOut(task, hosts)
      if hosts.isEmpty { return }
    }
    if task.action.kind == .meta { return await MetaTask(walker: self, task: task, frame: frame).perform(hosts) }
    guard let first = hosts.first else { return }
    let heading = TaskHeadings(play: play).heading(of: task, for: first)
    let isOnce = isRunOnce(task, first)
    guard await isWanted(heading) else { return }
    run.emit(.taskStarted(heading))
    let targets = isOnce ? [first] : hosts
    let others = isOnce ? hosts.filter { $0 !== first } : []
    let finishes = await perform(task, heading, on: targets, sharedWith: others, before: following)
    if finishes.contains(where: { !$0.finish.includes.isEmpty }) {
      await IncludeWalk(walker: self, task: task, frame: frame).perform(finishes, allHosts: isOnce ? hosts : nil)
    }
    let failed = finishes.filter { $0.finish.isFailed || $0.finish.isUnreachable }.map(\.host)
    play.enforceFailureLimits(task, isRunOnce: isOnce, failed: failed)
  }

  /// `--step`: asked once for all hosts.
  private func isWanted(_ heading: TaskHeading) async -> Bool {
    guard let stepper = run.stepper else { return true }
    let kind = heading.kind == .handler ? "HANDLER" : "TASK"
    switch await stepper.isWanted("\(kind): \(heading.name)") {
    case .run: return true
    case .skip: return false
    case .runAll:
      run.stepper = nil
      return true
    }
  }

  /// After Ctrl-C: the hosts that have done the task because it was sent before its turn; they are still shown.
  private func carriedOut(_ task: PlayTask, _ hosts: [HostRun]) async -> [HostRun] {
    var result: [HostRun] = []
    for host in hosts {
      if await host.ahead.wasCarriedOut(task) { result.append(host) } else { host.ahead.forget() }
    }
    return result
  }

  struct HostFinish {
    var host: HostRun
    var finish: TaskFinish
  }

  private func perform(
    _ task: PlayTask, _ heading: TaskHeading, on hosts: [HostRun], sharedWith others: [HostRun],
    before following: [PlayTask]
  ) async -> [HostFinish] {
    let width = min(throttle(task, hosts.first), self.width)
    let box = FinishBox()
    let run = self.run
    let play = self.play
    let hasOthers = hosts.count > 1
    await HostLanes.run(hosts, width: width, until: { run.isCancelled && hosts.allSatisfy(\.ahead.isEmpty) }) { host in
      run.emit(.hostStarted(host: host.name, heading))
      let runner = TaskRunner(
        run: run, play: play, task: task, heading: heading, host: host, following: following, hasOthers: hasOthers)
      let finish = await runner.perform()
      play.record(finish, task, on: host, sharedWith: others)
      if finish.includes.isEmpty { run.emit(.taskFinished(finish.outcome)) }
      box.finishes[host.name] = finish
    }
    return hosts.compactMap { host in box.finishes[host.name].map { HostFinish(host: host, finish: $0) } }
  }

  private func isRunOnce(_ task: PlayTask, _ first: HostRun) -> Bool {
    if run.actions.isForAllHosts(task.action.name) { return true }
    guard let keyword = task.keywords.runOnce else { return false }
    if let literal = keyword.literal { return literal }
    let scope = play.scope(for: first, task: task)
    return (try? KeywordReader(engine: run.templates, scope: scope).bool(keyword)) ?? false
  }

  private func throttle(_ task: PlayTask, _ host: HostRun?) -> Int {
    guard let keyword = task.keywords.throttle, let host else { return .max }
    let scope = play.scope(for: host, task: task)
    let number = (try? KeywordReader(engine: run.templates, scope: scope).integer(keyword)) ?? 0
    return number > 0 ? number : .max
  }
}

/// Collects what the hosts of one task came to.
@EngineActor private final class FinishBox {
  var finishes: [String: TaskFinish] = [:]
}

extension TaskNode {
  /// The role whose tasks these are.
  var role: Role? {
    switch self {
    case .task(let task): task.role
    case .block(let block): block.context.role
    }
  }
}
