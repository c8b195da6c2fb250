import FleetCore
import FleetJinja
import FleetPlaybook
import FleetTransport
import FleetVariables

/// `meta`: words that act on the play itself.
@EngineActor struct MetaWork {
  let play: PlayRun
  let step: Step

  private var run: RunContext { play.run }
  private var word: String { step.meta ?? "" }

  /// Ansible shows these once per host; the others act once for all.
  var isForEachHost: Bool {
    ["noop", "reset_connection", "end_host", "role_complete", "flush_handlers", "end_role"].contains(word)
  }

  /// The finish of a word that was skipped or went wrong, nil for all else.
  func perform(on host: HostRun) async -> TaskFinish? {
    let heading = TaskHeadings(play: play).heading(of: step, for: host)
    if !step.task.isImplicit { run.emit(.taskStarted(heading)) }
    let runner = TaskRunner(run: run, play: play, step: step, heading: heading, host: host)
    let scope = play.scope(for: host, step: step)
    do {
      if ["noop", "refresh_inventory", "reset_connection"].contains(word) {
        if !step.task.keywords.when.isEmpty { run.warn("\(word) task does not support when conditional") }
      } else if word != "role_complete" {
        for condition in step.task.keywords.when where !(try run.templates.condition(condition.expression, in: scope)) {
          return skip(heading, host)
        }
      }
      try await act(on: host, runner)
      tell(done(host))
    } catch let error as MetaFault {
      run.stop(DiagnosticError(.includeFault, error.message, at: step.task.span))
    } catch {
      run.stop(error as? DiagnosticError ?? DiagnosticError(.includeFault, "\(error)", at: step.task.span))
    }
    return nil
  }

  private struct MetaFault: Error { let message: String }

  private func act(on host: HostRun, _ runner: TaskRunner) async throws {
    switch word {
    case "noop": break
    case "flush_handlers": try flush(host)
    case "refresh_inventory": try run.inventory.refresh()
    case "clear_facts": for member in play.hosts { run.variables.state(of: member.name).clearFacts() }
    case "clear_host_errors":
      for member in play.hosts {
        run.failedHosts.remove(member.name)
        run.unreachableHosts.remove(member.name)
        member.cursor.clearFailures()
      }
    case "end_batch": for member in play.reachable { play.endHost(member) }
    case "end_play":
      for member in play.reachable { play.endHost(member) }
      play.isEnded = true
    case "end_host": play.endHost(host)
    case "role_complete":
      if let role = step.task.role, host.begunRoles.contains(role.duplicateKey) {
        host.completedRoles.insert(role.duplicateKey)
      }
    case "end_role": try endRole(host)
    case "reset_connection": await resetConnection(runner)
    default: throw MetaFault(message: "invalid meta action requested: \(word)")
    }
  }

  private func flush(_ host: HostRun) throws {
    for name in host.takeNotifications() {
      play.notify(HandlerSearch(play: play).handlers(for: name), host)
    }
    guard host.cursor.part != .handlers else {
      throw MetaFault(message: "flush_handlers cannot be used as a handler")
    }
    host.cursor.partBeforeFlush = host.cursor.part
    host.cursor.part = .handlers
  }

  /// Leaves out what is left of the role.
  private func endRole(_ host: HostRun) throws {
    guard step.task.role != nil else { throw MetaFault(message: "Cannot execute 'end_role' from outside of a role") }
    if step.task.isHandler { throw MetaFault(message: "Cannot execute 'end_role' from a handler") }
    while let (next, cursor) = play.route.peek(host), next.meta != "role_complete" { host.cursor = cursor }
  }

  /// What ansible-core says at `-vv`.
  private func tell(_ text: String) {
    if !step.task.isImplicit, run.options.verbosity >= 2 { run.emit(.message("META: \(text)")) }
  }

  private func done(_ host: HostRun) -> String {
    switch word {
    case "flush_handlers": "triggered running handlers for \(host.name)"
    case "refresh_inventory": "inventory successfully refreshed"
    case "clear_facts": "facts cleared"
    case "clear_host_errors": "cleared host errors"
    case "end_batch": "ending batch"
    case "end_play": "ending play"
    case "end_host": "ending play for \(host.name)"
    case "end_role": "ending role \(step.task.role?.fullName ?? "") for \(host.name)"
    case "reset_connection": "reset connection"
    default: word
    }
  }

  private func skip(_ heading: TaskHeading, _ host: HostRun) -> TaskFinish {
    let reason = "\(word) conditional evaluated to False\(note(host))"
    tell(reason)
    let result: ValueMap = [
      "changed": false, "skipped": true, "skip_reason": .string(reason),
    ]
    let outcome = TaskOutcome(
      task: heading, host: host.name, status: .skipped, result: ResultValue.shown(result))
    run.emit(.taskFinished(outcome))
    return TaskFinish(outcome: outcome, registered: result)
  }

  private func note(_ host: HostRun) -> String {
    switch word {
    case "flush_handlers": ", not running handlers for \(host.name)"
    case "clear_facts": ", not clearing facts and fact cache for \(host.name)"
    case "clear_host_errors": ", not clearing host error state for \(host.name)"
    case "end_batch": ", continuing current batch"
    case "end_play": ", continuing play"
    case "end_host": ", continuing execution for \(host.name)"
    case "end_role": "continuing role \(step.task.role?.fullName ?? "") for \(host.name)"
    default: ""
    }
  }

  private func resetConnection(_ runner: TaskRunner) async {
    let item = runner.delegated(LoopItem(scope: play.scope(for: runner.host, step: step)))
    guard let resolved = try? TaskResolver(runner: runner).resolve(item),
      let connection = try? await run.provider.connection(for: resolved.connection)
    else { return }
    await connection.reset()
  }
}
