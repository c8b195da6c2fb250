import FleetCore
import FleetJinja
import FleetPlaybook
import FleetVariables

/// A play on one batch of hosts: who still takes part, which steps there are, what was recorded.
@EngineActor final class PlayRun {
  let run: RunContext
  let play: Play
  let filter: TagFilter
  let hosts: [HostRun]
  private(set) var context: PlayContext
  /// `meta: end_play`: no further batch of this play.
  var isEnded = false
  /// Too many failures: the whole playbook stops after this batch.
  var stopsPlaybook = false
  /// Hosts taken out of `ansible_play_hosts`, once for each time.
  private var removed: [String]
  private var madeRoute: PlayRoute?
  let forcesHandlers: Bool

  init(run: RunContext, play: Play, context: PlayContext, hosts: [HostRun], filter: TagFilter, forcesHandlers: Bool) {
    self.run = run
    self.play = play
    self.context = context
    self.hosts = hosts
    self.filter = filter
    self.forcesHandlers = forcesHandlers
    removed = []
  }

  /// The steps; made at the first use.
  var route: PlayRoute {
    if let madeRoute { return madeRoute }
    let fresh = PlayRoute(play: self, forcesHandlers: forcesHandlers)
    madeRoute = fresh
    return fresh
  }

  /// Where the failure of one host ends the play for others, or `--step` asks, nothing is sent before its turn.
  var mayLookAhead: Bool {
    play.settings.maxFailPercentage == nil && !run.options.anyErrorsFatal && run.stepper == nil
      && !run.options.debugsTasks
  }

  // MARK: scopes

  func scope(for host: HostRun, step: Step) -> any VariableScope {
    do {
      return try run.variables.scope(for: host.name, task: step.task, in: context, locals: step.locals)
    } catch {
      // A vars file that cannot be read was reported when the play began.
      return run.variables.hostScope(for: host.name)
    }
  }

  /// How to reach the machine that an item is delegated to, and as whom: its own connection variables, with the play's
  /// and the task's over them as for any host (`ansible_delegated_vars` of ansible-core); the rest as the item sees it.
  func delegateScope(for machine: String, step: Step, item: LoopItem) throws -> any VariableScope {
    let own = try run.variables.scope(for: machine, task: step.task, in: context, locals: step.locals)
    let loop = item.variables.map { ($0.key.string ?? "", JinjaValue($0.value)) }
    return DelegateScope(
      machine: loop.isEmpty ? own : own.with(Dictionary(loop) { $1 }), task: item.scope)
  }

  // MARK: what included roles add

  func add(handlers new: [PlayTask]) { route.add(handlers: new) }

  func add(publicRole role: Role) {
    guard !context.publicRoles.contains(where: { $0 === role }) else { return }
    context = context.with(publicRoles: context.publicRoles + [role])
  }

  // MARK: hosts

  /// Hosts that can be reached, failed ones among them.
  var reachable: [HostRun] { hosts.filter { !run.unreachableHosts.contains($0.name) } }

  func remove(_ host: String) {
    removed.append(host)
    refreshHosts()
  }

  func takeBack(_ host: String) {
    guard let position = removed.firstIndex(of: host) else { return }
    removed.remove(at: position)
    refreshHosts()
  }

  /// Renews what `ansible_play_hosts` and `ansible_play_batch` say after a host was lost or came back.
  private func refreshHosts() {
    let lost = Set(removed)
    context = context.with(
      hosts: context.allHosts.filter { !lost.contains($0) }, batch: hosts.map(\.name).filter { !lost.contains($0) })
  }

  /// The host goes on in a rescue or always part, or nowhere.
  func markFailed(_ host: HostRun) {
    host.cursor.failHere()
    remove(host.name)
  }

  func endHost(_ host: HostRun) {
    host.cursor.end()
    remove(host.name)
  }

  // MARK: recording

  /// The only way anything flows from a task to the next: results, facts, notifications, failures, counts.
  func record(_ finish: TaskFinish, _ step: Step, on host: HostRun, isShared: Bool) {
    let members = isShared ? reachable : [host]
    let status = finish.outcome.status
    if finish.isFailed {
      fail(host, finish, step, isShared: isShared)
    } else if finish.isUnreachable {
      run.unreachableHosts.insert(host.name)
      remove(host.name)
    }
    if status != .failed, status != .unreachable, status != .skipped {
      for change in finish.facts {
        for member in members { apply(change, to: change.host ?? member.name, step.task) }
      }
      if finish.outcome.isChanged { notify(finish.notifications, step.task, host) }
      for member in members { run.statistics.addCustom(from: finish.registered, host: member.name) }
    }
    count(finish, host)
    if let name = step.task.own.register {
      for member in members { run.variables.state(of: member.name).register(name, .map(finish.registered)) }
    }
    if let role = step.task.role, status != .skipped, status != .unreachable {
      host.begunRoles.insert(role.duplicateKey)
    }
  }

  private func apply(_ change: FactChange, to host: String, _ task: PlayTask) {
    let state = run.variables.state(of: host)
    switch change.kind {
    case .facts:
      state.record(facts: change.values, isGathering: ["setup", "gather_facts"].contains(task.action.name))
    case .setFact(let isCacheable):
      for (key, _) in change.values {
        if let name = key.string { run.warnOfReservedName(name, task.action.argument(name)?.keySpan ?? task.span) }
      }
      state.set(change.values)
      if isCacheable { state.record(facts: change.values) }
    case .includedVars:
      guard let table = change.table else { return }
      for name in table.names { run.warnOfReservedName(name, table[name]?.span) }
      state.include(table)
    }
  }

  private func fail(_ host: HostRun, _ finish: TaskFinish, _ step: Step, isShared: Bool) {
    let isRescuable = host.cursor.isRescuable
    for member in isShared ? reachable : [host] { markFailed(member) }
    var ahead = host.cursor
    _ = ahead.next(host, route)
    if ahead.isFailed, ahead.part == .complete { run.failedHosts.insert(host.name) }
    guard isRescuable else { return run.statistics.add(\.failed, host: host.name) }
    run.statistics.add(\.rescued, host: host.name)
    takeBack(host.name)
    run.variables.state(of: host.name).set([
      "ansible_failed_task": .map(FailedTask(step.task, name: finish.taskName).values),
      "ansible_failed_result": .map(finish.registered),
    ])
  }

  private func count(_ finish: TaskFinish, _ host: HostRun) {
    let outcome = finish.outcome
    switch outcome.status {
    case .failed where outcome.ignoresErrors:
      run.statistics.add(\.ok, host: host.name)
      run.statistics.add(\.ignored, host: host.name)
      if finish.registered["changed"]?.isTruthy == true { run.statistics.add(\.changed, host: host.name) }
    case .failed: break
    case .unreachable where outcome.ignoresUnreachable:
      run.statistics.add(\.ok, host: host.name)
      run.statistics.add(\.ignored, host: host.name)
    case .unreachable: run.statistics.add(\.unreachable, host: host.name)
    case .skipped: run.statistics.add(\.skipped, host: host.name)
    case .changed:
      run.statistics.add(\.ok, host: host.name)
      run.statistics.add(\.changed, host: host.name)
    case .ok:
      // Dynamic includes are counted when what they name was loaded.
      if !finish.isInclude { run.statistics.add(\.ok, host: host.name) }
    }
  }

  // MARK: notifications

  private func notify(_ names: [String], _ task: PlayTask, _ host: HostRun) {
    for name in names {
      let handlers = HandlerSearch(play: self).handlers(for: name)
      if handlers.isEmpty {
        missingHandler(name, task)
      } else if host.cursor.part == .handlers {
        notify(handlers, host)
      } else {
        host.notify(name)
      }
    }
  }

  /// The handlers run at this flush, or at the next one when their turn is over.
  func notify(_ handlers: [Step], _ host: HostRun) {
    for handler in handlers where host.notify(handler) {
      run.emit(.handlerNotified(handler: handler.task.displayName, host: host.name))
    }
  }

  private func missingHandler(_ name: String, _ task: PlayTask) {
    let message =
      "The requested handler '\(name)' was not found in either the main handlers list nor in the "
      + "listening handlers list"
    guard run.options.isErrorOnMissingHandler else { return run.warn(message) }
    run.stop(
      DiagnosticError(
        .missingHandler, message, at: task.span,
        help: Suggestion.help(for: name, in: HandlerSearch(play: self).allNames)))
  }
}
