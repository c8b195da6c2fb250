import FleetCore
import FleetJinja
import FleetPlaybook
import FleetTransport
import FleetVariables

/// `meta`: words that act on the play itself.
@EngineActor struct MetaTask {
  let walker: TreeWalker
  let task: PlayTask
  let frame: IncludeFrame

  private var play: PlayRun { walker.play }

  private static func word(_ task: PlayTask) -> String? {
    guard case .data(.string(let word))? = task.action.freeForm?.value else { return nil }
    return word.trimmed
  }

  func perform(_ hosts: [HostRun]) async {
    guard let word = Self.word(task) else { return }
    // Ansible shows these once per host, the others once.
    let perHost = ["noop", "reset_connection", "end_host", "role_complete", "flush_handlers", "end_role"]
    let selected = select(perHost.contains(word) ? hosts : Array(hosts.prefix(1)))
    guard !selected.isEmpty else { return }
    switch word {
    case "flush_handlers": await HandlerFlush(walker: walker).perform(selected)
    case "end_play":
      for host in play.activeHosts { host.status = .ended }
      play.isEnded = true
    case "end_batch":
      for host in play.activeHosts { host.status = .ended }
    case "end_host": for host in selected { host.status = .ended }
    case "clear_facts": for host in selected { play.run.variables.state(of: host.name).clearFacts() }
    case "clear_host_errors":
      for host in play.hosts where host.status == .failed || host.status == .unreachable {
        host.status = .active
        play.run.lostHosts.remove(host.name)
        play.run.unreachableHosts.remove(host.name)
      }
    case "reset_connection": for host in selected { await resetConnection(host) }
    case "noop", "refresh_inventory", "role_complete", "end_role": break
    default: play.run.warn("unknown meta action `\(word)` at \(task.span.description)")
    }
  }

  /// The hosts whose conditions hold; the others are shown as skipped.
  private func select(_ hosts: [HostRun]) -> [HostRun] {
    hosts.filter { host in
      let scope = play.scope(for: host, task: task)
      let heading = TaskHeadings(play: play).heading(of: task, for: host)
      play.run.emit(.taskStarted(heading))
      do {
        for condition in task.keywords.when where !(try play.run.templates.condition(condition.expression, in: scope)) {
          let result: ValueMap = ["changed": false, "skip_reason": "Conditional result was False"]
          play.run.emit(
            .taskFinished(TaskOutcome(task: heading, host: host.name, status: .skipped, result: result)))
          return false
        }
        return true
      } catch {
        let runner = TaskRunner(run: play.run, play: play, task: task, heading: heading, host: host)
        let finish = runner.summary(of: runner.fault(error, LoopItem(scope: scope)))
        play.record(finish, task, on: host, sharedWith: [])
        play.run.emit(.taskFinished(finish.outcome))
        return false
      }
    }
  }

  private func resetConnection(_ host: HostRun) async {
    let heading = TaskHeadings(play: play).heading(of: task, for: host)
    let runner = TaskRunner(run: play.run, play: play, task: task, heading: heading, host: host)
    let item = LoopItem(scope: play.scope(for: host, task: task))
    guard let resolved = try? TaskResolver(runner: runner).resolve(item),
      let connection = try? await play.run.provider.connection(for: resolved.connection)
    else { return }
    await connection.reset()
  }
}
