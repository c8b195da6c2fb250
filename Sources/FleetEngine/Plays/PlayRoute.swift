import FleetCore
import FleetInventory
import FleetJinja
import FleetPlaybook

/// The steps of a play on one batch: its sections with the flushing of handlers between them, and the handlers.
@EngineActor final class PlayRoute {
  let play: PlayRun
  /// Block 0 gathers facts.
  private(set) var blocks: [StepBlock] = []
  /// Every step in order, those of includes where they came in: what the linear strategy goes by.
  private(set) var steps: [Step] = []
  private(set) var handlers: [Step] = []
  private var position = 0
  private let gathering: FactGathering
  private var setupStep: Step?

  init(play: PlayRun, forcesHandlers: Bool) {
    self.play = play
    gathering = FactGathering(play: play)
    if let task = gathering.task, play.filter.selects(task) { setupStep = Step(task) }
    handlers = play.play.handlers.map { Step($0) }
    blocks = [StepBlock(tasks: setupStep.map { [.step($0)] } ?? [])]
    let sections: [[Play.Section]] = [[.preTasks], [.roles, .tasks], [.postTasks]]
    for section in sections {
      let nodes = section.flatMap { StepBlock.nodes(play.filter.filtered(play.play.nodes(of: $0))) }
      let flush = self.flush()
      if forcesHandlers {
        blocks.append(StepBlock(tasks: nodes, always: flush))
      } else {
        // Blocks of the play itself are the top of the tree; tasks of their own stand in a block of one.
        blocks += nodes.map(Self.topBlock) + flush.map(Self.topBlock)
      }
    }
    steps = blocks.flatMap(\.steps)
    for host in play.hosts { host.cursor = HostCursor(blocks: blocks, part: .setup) }
  }

  private static func topBlock(_ node: StepNode) -> StepBlock {
    switch node {
    case .block(let block): block
    case .step: StepBlock(tasks: [node])
    }
  }

  private func flush() -> [StepNode] {
    let task = ImplicitTask.meta("flush_handlers", in: play.play)
    return play.filter.selects(task) ? [.step(Step(task))] : []
  }

  /// The gathering of facts for a host, if it is wanted.
  func setup(for host: HostRun) -> Step? {
    guard let setupStep, gathering.isNeeded(for: host) else { return nil }
    return setupStep
  }

  /// Steps that a host leaves out: flushes without notifications, roles that it has done.
  func passes(_ step: Step, _ host: HostRun) -> Bool {
    if step.task.isImplicit, step.meta == "flush_handlers" { return !host.hasNotifications }
    guard let role = step.task.role, !role.allowDuplicates else { return false }
    return host.completedRoles.contains(role.duplicateKey)
  }

  /// The next step of a host, without going there.
  func peek(_ host: HostRun) -> (step: Step, cursor: HostCursor)? {
    var cursor = host.cursor
    guard let step = cursor.next(host, self) else { return nil }
    return (step, cursor)
  }

  /// `--start-at-task`: hosts begin at the task of that name, the setup before it. Later plays begin at their start.
  func startAtTask() {
    guard let pattern = play.run.startAtTask else { return }
    var isFound = false
    for host in play.hosts {
      while let (step, cursor) = peek(host) {
        guard Self.matches(step.task, pattern) else {
          host.cursor = cursor
          continue
        }
        isFound = true
        host.cursor.part = .setup
        host.cursor.startedInside = true
        break
      }
    }
    if isFound { play.run.startAtTask = nil }
  }

  private static func matches(_ task: PlayTask, _ pattern: String) -> Bool {
    let name = task.displayName
    let names = [name] + (task.role.map { ["\($0.fullName) : \(name)", "\($0.name) : \(name)"] } ?? [])
    return names.contains { $0 == pattern || Inventory.glob(pattern, matches: $0) }
  }

  /// The steps behind the one where a host stands that may be sent together with it.
  func following(_ step: Step, _ host: HostRun) -> [Step] {
    guard play.mayLookAhead else { return [] }
    var steps: [Step] = []
    var cursor = host.cursor
    while steps.count < Limits.aheadTasks, let next = cursor.next(host, self), next.task.role === step.task.role,
      play.run.traits(of: next.task).mayGoAhead
    { steps.append(next) }
    return steps
  }

  // MARK: lock step

  /// The step that comes first of those that hosts stand before, and the hosts that stand there.
  func nextInLockStep(_ hosts: [HostRun]) -> (step: Step, hosts: [HostRun])? {
    var waiting: [(host: HostRun, step: Step, cursor: HostCursor)] = []
    for host in hosts {
      if let (step, cursor) = peek(host) { waiting.append((host, step, cursor)) }
    }
    guard !waiting.isEmpty else { return nil }
    let wanted = Set(waiting.map { ObjectIdentifier($0.step) })
    guard let step = nextStep(in: wanted) else { return nil }
    var members: [HostRun] = []
    for entry in waiting where entry.step === step {
      entry.host.cursor = entry.cursor
      members.append(entry.host)
    }
    if step.meta == "flush_handlers" { steps.insert(contentsOf: handlers, at: position) }
    return (step, members)
  }

  private func nextStep(in wanted: Set<ObjectIdentifier>) -> Step? {
    for _ in 0...1 {
      while position < steps.count {
        position += 1
        if wanted.contains(ObjectIdentifier(steps[position - 1])) { return steps[position - 1] }
      }
      // Steps left behind by `clear_host_errors`.
      position = 0
    }
    return nil
  }

  // MARK: includes

  private var waiting: [Step] = []

  /// Steps of an include, to be put right behind the present one when all of its includes are known.
  func insertLater(_ nodes: [StepNode]) { waiting += StepBlock.steps(of: nodes) }

  func insertNow() {
    steps.insert(contentsOf: waiting, at: min(position, steps.count))
    waiting = []
  }

  func add(handlers new: [PlayTask]) {
    for task in new where !handlers.contains(where: { $0.task === task }) { handlers.append(Step(task)) }
  }
}
