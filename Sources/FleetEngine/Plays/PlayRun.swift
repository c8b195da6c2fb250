import FleetCore
import FleetJinja
import FleetPlaybook
import FleetVariables

/// A play on one batch of hosts: who still takes part, which handlers exist, what was recorded.
@EngineActor final class PlayRun {
  let run: RunContext
  let play: Play
  let filter: TagFilter
  let hosts: [HostRun]
  private(set) var context: PlayContext
  private(set) var handlers: [PlayTask]
  /// `meta: end_play`, `end_batch`, or too many failures: nothing more of this batch.
  var isEnded = false
  /// The whole playbook stops after this batch.
  var stopsPlaybook = false
  private let maxFailPercentage: Double?
  private var frames: [ObjectIdentifier: IncludeFrame] = [:]

  init(
    run: RunContext, play: Play, context: PlayContext, hosts: [HostRun], filter: TagFilter,
    maxFailPercentage: Double?
  ) {
    self.run = run
    self.play = play
    self.context = context
    self.hosts = hosts
    self.filter = filter
    self.maxFailPercentage = maxFailPercentage
    handlers = play.handlers
  }

  /// Where the failure of one host ends the play for others, or `--step` asks, nothing is sent before its turn.
  var mayLookAhead: Bool { maxFailPercentage == nil && !run.options.anyErrorsFatal && run.stepper == nil }

  // MARK: scopes

  func scope(for host: HostRun, task: PlayTask) -> any VariableScope {
    scope(for: host.name, task: task, locals: frame(of: task).locals(of: host.name))
  }

  private func scope(for host: String, task: PlayTask?, locals: [String: JinjaValue]) -> any VariableScope {
    do {
      return try run.variables.scope(for: host, task: task, in: context, locals: locals)
    } catch {
      // A vars file that cannot be read was reported when the play began.
      return run.variables.hostScope(for: host)
    }
  }

  /// The variables of a delegated host, under the task's and the item's own: how to reach it, and as whom.
  func delegateScope(
    for machine: String, task: PlayTask, from host: HostRun, item: any VariableScope
  ) throws -> any VariableScope {
    DelegateScope(machine: run.variables.hostScope(for: machine), task: item)
  }

  /// The include variables of a task; those of the task's own object, set while it is walked.
  func frame(of task: PlayTask) -> IncludeFrame { frames[ObjectIdentifier(task)] ?? IncludeFrame() }
  func setFrame(_ frame: IncludeFrame, of task: PlayTask) { frames[ObjectIdentifier(task)] = frame }

  // MARK: what included roles add

  func add(handlers new: [PlayTask]) {
    for handler in new where !handlers.contains(where: { $0 === handler }) { handlers.append(handler) }
  }

  func add(publicRole role: Role) {
    guard !context.publicRoles.contains(where: { $0 === role }) else { return }
    context = context.with(publicRoles: context.publicRoles + [role])
  }

  // MARK: hosts

  var activeHosts: [HostRun] { hosts.filter(\.isActive) }

  /// Renews what `ansible_play_hosts` and `ansible_play_batch` say after a host was lost.
  func refreshHosts() {
    let lost = Set(hosts.filter { !$0.isActive }.map(\.name))
    context = context.with(
      hosts: context.hosts.filter { !lost.contains($0) }, batch: context.batch.filter { !lost.contains($0) })
  }

  // MARK: recording

  /// The only way anything flows from a task to the next: results, facts, notifications, failures, counts.
  func record(_ finish: TaskFinish, _ task: PlayTask, on host: HostRun, sharedWith others: [HostRun]) {
    let members = [host] + others
    if let name = task.own.register {
      for member in members { run.variables.state(of: member.name).register(name, .map(finish.registered)) }
    }
    for change in finish.facts {
      for member in members { apply(change, to: change.host ?? member.name, task) }
    }
    if let role = task.role, finish.outcome.status != .skipped { host.begunRoles.insert(role.duplicateKey) }
    if finish.outcome.status == .changed { notify(finish.notifications, task, host) }
    count(finish, host)
    run.statistics.addCustom(from: finish.registered, host: host.name)
    if finish.isFailed {
      for member in members { fail(member, finish, task) }
    } else if finish.isUnreachable {
      host.status = .unreachable
      run.lostHosts.insert(host.name)
      run.unreachableHosts.insert(host.name)
      refreshHosts()
    }
  }

  private func apply(_ change: FactChange, to host: String, _ task: PlayTask) {
    let state = run.variables.state(of: host)
    switch change.kind {
    case .facts:
      state.record(facts: change.values, isGathering: ["setup", "gather_facts"].contains(task.action.name))
    case .setFact(let isCacheable):
      state.set(change.values)
      if isCacheable { state.record(facts: change.values) }
    case .includedVars:
      if let table = change.table { state.include(table) }
    }
  }

  private func notify(_ names: [String], _ task: PlayTask, _ host: HostRun) {
    for name in names {
      if !HandlerSearch(play: self).isKnown(name) {
        missingHandler(name, task)
        continue
      }
      host.notify([name])
      run.emit(.handlerNotified(handler: name, host: host.name))
    }
  }

  private func missingHandler(_ name: String, _ task: PlayTask) {
    let message =
      "The requested handler '\(name)' was not found in either the main handlers list nor in the "
      + "listening handlers list"
    guard run.options.isErrorOnMissingHandler else { return run.warn(message) }
    run.fatal =
      run.fatal
      ?? DiagnosticError(
        .missingHandler, message, at: task.span,
        help: Suggestion.help(for: name, in: HandlerSearch(play: self).allNames))
    isEnded = true
    stopsPlaybook = true
  }

  private func fail(_ host: HostRun, _ finish: TaskFinish, _ task: PlayTask) {
    host.status = .failed
    if host.rescueDepth > 0 {
      run.variables.state(of: host.name).set([
        "ansible_failed_task": .map([
          "name": .string(task.name?.text ?? ""), "action": .string(task.action.writtenName),
        ]), "ansible_failed_result": .map(finish.registered),
      ])
    } else {
      run.lostHosts.insert(host.name)
      refreshHosts()
    }
  }

  private func count(_ finish: TaskFinish, _ host: HostRun) {
    let outcome = finish.outcome
    switch outcome.status {
    case .failed where outcome.ignoresErrors:
      run.statistics.add(\.ok, host: host.name)
      run.statistics.add(\.ignored, host: host.name)
      if finish.registered["changed"]?.isTruthy == true { run.statistics.add(\.changed, host: host.name) }
    case .failed: run.statistics.add(host.rescueDepth > 0 ? \.rescued : \.failed, host: host.name)
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
      if finish.includes.isEmpty { run.statistics.add(\.ok, host: host.name) }
    }
  }

  /// `any_errors_fatal` and `max_fail_percentage`: whether the play must stop for everybody.
  func enforceFailureLimits(_ task: PlayTask, isRunOnce: Bool, failed: [HostRun]) {
    guard !failed.isEmpty else { return }
    let isFatal = task.keywords.anyErrorsFatal?.literal ?? run.options.anyErrorsFatal
    if isFatal || isRunOnce {
      for host in activeHosts {
        host.status = .failed
        if host.rescueDepth == 0 { run.lostHosts.insert(host.name) }
      }
    }
    guard let maxFailPercentage, !hosts.isEmpty else { return }
    let lost = hosts.filter { $0.status == .failed }.count
    if Double(lost) / Double(hosts.count) * 100 > maxFailPercentage {
      for host in activeHosts {
        host.status = .failed
        run.lostHosts.insert(host.name)
      }
      run.emit(.noHostsLeft)
      isEnded = true
      stopsPlaybook = true
    }
  }
}
