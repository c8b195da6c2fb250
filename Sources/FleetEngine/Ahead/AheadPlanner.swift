import FleetCore
import FleetJinja
import FleetPlaybook
import FleetProtocol
import FleetTransport
import FleetVariables

/// Prepares a task together with those behind it that do not depend on its answer, and sends them all at once. Each
/// begins on the machine only if none before it failed, so that what happens there is what would have happened with an
/// answer awaited between two tasks; they are judged and shown at their turns.
///
/// With other hosts in the batch only modules that touch nothing but their own machine go ahead: the linear strategy
/// promises that a task is done everywhere before the next begins anywhere.
@EngineActor struct AheadPlanner {
  let runner: TaskRunner
  /// Whether other hosts take part in the task.
  let hasOthers: Bool

  private var run: RunContext { runner.run }
  private var host: HostRun { runner.host }

  /// Hidden from tasks that are prepared before their turn: what lookups see may change until then.
  private static let lookups: Set<String> = ["lookup", "query", "q"]
  private static let company: Set<String> = ["play_hosts", "ansible_play_hosts", "ansible_play_batch"]

  private struct Draft {
    var tasks: [ReadyTask] = []
    var requests: [TaskRequest] = []
    var pending: Set<String> = []
    var contentBytes = 0
    var connection: ConnectionSettings?
  }

  /// The task, ready; those that go ahead with it are left with the host. nil when it cannot be prepared as a whole.
  func begin() -> ReadyTask? {
    let traits = run.traits(of: runner.task)
    guard traits.canBeReady, let first = prepared(runner.step) else { return nil }
    guard runner.looksAhead, traits.mayBeFollowed, !hasOthers || traits.staysOnMachine else { return first }
    let following = runner.play.route.following(runner.step, host)
    guard !following.isEmpty, var draft = draft(beginningWith: first) else { return first }
    for step in following where !add(step, to: &draft) { break }
    guard draft.tasks.count > 1 else { return first }
    let feed = MachineExchange(run: run).send(numbered(draft.requests, draft.tasks), on: draft.connection)
    for index in draft.tasks.indices { draft.tasks[index].feed = feed }
    host.ahead.add(Array(draft.tasks.dropFirst()))
    return draft.tasks.first
  }

  private func draft(beginningWith first: ReadyTask) -> Draft? {
    var draft = Draft()
    guard append(first, to: &draft), let connection = draft.connection, knowsHandlers(of: runner.task) else {
      return nil
    }
    host.isNear = connection.isNear
    // What runs here may change the files that a later task reads here.
    if host.isNear != false { return nil }
    return hasOthers && mayHaveOthersHere ? nil : draft
  }

  /// Whether another host that still takes part is carried out here, or is not known to be elsewhere. Asked by every
  /// host of a batch about all others, so what is cheap is asked first.
  private var mayHaveOthersHere: Bool {
    runner.play.hosts.contains { other in
      other.isNear != false && !run.unreachableHosts.contains(other.name) && !other.cursor.isFailed
    }
  }

  /// Whether the task could be added, and others may stand behind it.
  private func add(_ step: Step, to draft: inout Draft) -> Bool {
    let task = step.task
    let traits = run.traits(of: task)
    guard traits.mayGoAhead, !hasOthers || traits.staysOnMachine else { return false }
    var hidden = draft.pending.union(Self.lookups)
    if hasOthers { hidden.formUnion(Self.company) }
    let foresight = Foresight(hiding: hidden)
    let ready = run.variables.withForesight(foresight) { prepared(step) }
    guard !foresight.isSpoilt, let ready, ready.canWait, append(ready, to: &draft) else { return false }
    return traits.mayBeFollowed && knowsHandlers(of: task)
  }

  /// Adds a task whose requests all go to the machine of those before it, within the bounds.
  private func append(_ ready: ReadyTask, to draft: inout Draft) -> Bool {
    var ready = ready
    var requests: [TaskRequest] = []
    for case .planned(let planned) in ready.items {
      switch planned.plan {
      case .requests(let own, _):
        guard own.allSatisfy({ $0.asyncSeconds == 0 }) else { return false }
        if !draft.tasks.isEmpty, own.contains(where: { $0.condition != .always }) { return false }
        if let connection = draft.connection, connection != planned.resolved.connection { return false }
        draft.connection = planned.resolved.connection
        requests += own
      case .done(let result):
        guard !draft.tasks.isEmpty, !result.failed, result.facts.isEmpty else { return false }
      case .variables, .conversation: return false
      }
    }
    let bytes = requests.flatMap(\.blobs).reduce(0) { $0 + run.contents.size(of: $1) }
    let isFirst = draft.tasks.isEmpty
    guard isFirst || draft.requests.count + requests.count <= Limits.requestsInFlight,
      isFirst || draft.contentBytes + bytes <= Limits.aheadContentBytes
    else { return false }
    ready.offset = draft.requests.count
    draft.contentBytes += bytes
    draft.requests += requests
    draft.tasks.append(ready)
    if let name = ready.step.task.own.register { draft.pending.insert(name) }
    return true
  }

  /// Ids for all requests, and for those of each later task the condition that no earlier task failed.
  private func numbered(_ requests: [TaskRequest], _ tasks: [ReadyTask]) -> [TaskRequest] {
    var numbered = MachineExchange(run: run).number(requests)
    guard let first = numbered.first?.step else { return numbered }
    for task in tasks.dropFirst() where task.requestCount > 0 {
      let own = numbered[task.offset].step
      for index in task.range { numbered[index].condition = .unlessFailed(first..<own) }
    }
    return numbered
  }

  /// A handler that nobody defines ends the play: nothing may have been sent behind it.
  private func knowsHandlers(of task: PlayTask) -> Bool {
    let search = HandlerSearch(play: runner.play)
    return (task.keywords.notify ?? []).allSatisfy { entry in
      guard case .data(let data) = entry else { return false }
      return (data.list ?? [data]).allSatisfy { $0.string.map(search.isKnown) ?? false }
    }
  }

  // MARK: one task

  /// Every item of a task, evaluated and planned.
  private func prepared(_ step: Step) -> ReadyTask? {
    let task = step.task
    // The task whose turn it is may have been changed at the debugger's prompt.
    let own =
      step === runner.step
      ? runner : TaskRunner(run: run, play: runner.play, step: step, heading: runner.heading, host: host)
    let scope = runner.play.scope(for: host, step: step)
    guard let loop = task.own.loop else {
      return ReadyTask(step: step, isLoop: false, items: [own.planned(LoopItem(scope: scope))])
    }
    guard own.isBatch, let items = try? own.loopItems(own.loopValues(loop, scope), scope), !items.isEmpty else {
      return nil
    }
    return ReadyTask(step: step, isLoop: true, items: items.map { own.planned($0) })
  }
}

extension ReadyTask {
  /// Whether nothing of it is a fault: a fault is found anew at its turn.
  fileprivate var canWait: Bool {
    items.allSatisfy { item in
      guard case .finished(let finish) = item else { return true }
      return finish.status == .skipped && finish.include == nil
    }
  }
}

extension ConnectionSettings {
  /// Whether the machine is this one: what steps do there, later tasks may read here.
  fileprivate var isNear: Bool {
    kind == .local || address == "localhost" || address == "::1" || address.hasPrefix("127.")
  }
}
