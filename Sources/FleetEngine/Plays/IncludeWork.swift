import FleetCore
import FleetJinja
import FleetPlaybook
import FleetSystem

/// Puts what dynamic includes name behind their step: hosts that ask for the same thing share its steps.
@EngineActor struct IncludeWork {
  let play: PlayRun
  let step: Step

  private struct Group {
    var request: IncludeRequest
    var hosts: [HostRun]
  }

  /// Gives the hosts whose include could not be loaded.
  @discardableResult func perform(_ finishes: [HostFinish]) -> [HostRun] {
    var groups: [Group] = []
    for entry in finishes {
      for request in entry.finish.includes {
        // With `run_once`, only the first host asks; all of them get the tasks.
        for host in entry.isShared ? play.reachable : [entry.host] { add(request, host, to: &groups) }
      }
    }
    var failed: [HostRun] = []
    var nodes: [ObjectIdentifier: [StepNode]] = [:]
    for group in groups {
      do {
        let included = try load(group.request)
        let fresh = steps(of: included, group)
        play.route.insertLater(fresh)
        for host in group.hosts {
          play.run.statistics.add(\.ok, host: host.name)
          nodes[ObjectIdentifier(host), default: []] += fresh
        }
        guard let first = group.hosts.first else { continue }
        play.run.emit(
          .included(
            file: name(group.request, included), hosts: group.hosts.map(\.name), itemLabel: group.request.itemLabel,
            by: TaskHeadings(play: play).heading(of: step, for: first)))
      } catch {
        // What cannot be parsed ends the run, as ansible-core's AnsibleParserError does; a missing file is a failure.
        guard Self.isForgivable(error) else {
          play.run.stop(error)
          return []
        }
        fail(group, error)
        failed += group.hosts.filter { host in !failed.contains { $0 === host } }
      }
    }
    for host in failed { play.markFailed(host) }
    for host in play.reachable {
      if let own = nodes[ObjectIdentifier(host)], !own.isEmpty { host.cursor.insert(own) }
    }
    play.route.insertNow()
    return failed
  }

  private static let forgivable: Set<String> = [
    "FL0101", "FL0209", "FL0214", "FL0215", DiagnosticCode.includeFault.name,
  ]

  private static func isForgivable(_ error: DiagnosticError) -> Bool {
    error.diagnostics.allSatisfy { forgivable.contains($0.code.name) || $0.severity != .error }
  }

  private func add(_ request: IncludeRequest, _ host: HostRun, to groups: inout [Group]) {
    // The same file for the same host again, in a loop, is another round.
    let position = groups.firstIndex { group in
      group.request.target == request.target && group.request.variables == request.variables
        && !group.hosts.contains { $0 === host }
    }
    if let position {
      groups[position].hosts.append(host)
    } else {
      groups.append(Group(request: request, hosts: [host]))
    }
  }

  private func load(_ request: IncludeRequest) throws(DiagnosticError) -> IncludedTasks {
    guard step.task.context.depth < Limits.includeDepth else {
      throw DiagnosticError(
        .includeFault, "includes are nested deeper than \(Limits.includeDepth)", at: step.task.span,
        help: ["look for a file that includes itself"])
    }
    switch request.target {
    case .file(let file): return try play.run.loader.loadTasks(file: file, for: step.task, in: play.play)
    case .role(let selection): return try play.run.loader.loadRole(selection, for: step.task, in: play.play)
    }
  }

  private func steps(of included: IncludedTasks, _ group: Group) -> [StepNode] {
    play.add(handlers: included.handlers)
    if let role = included.role, role.isPublic { play.add(publicRole: role) }
    var locals = step.locals
    for (key, value) in group.request.variables { if let name = key.string { locals[name] = JinjaValue(value) } }
    guard step.task.isHandler, included.role == nil else {
      return StepBlock.nodes(play.filter.filtered(included.nodes), locals: locals)
    }
    // The tasks of a file that a handler includes run at once, whoever notified.
    let fresh = StepBlock.nodes(included.nodes, locals: locals)
    for handler in StepBlock.steps(of: fresh) { for host in group.hosts { _ = host.notify(handler) } }
    return fresh
  }

  private func name(_ request: IncludeRequest, _ included: IncludedTasks) -> String {
    if case .role(let selection) = request.target { return selection.name }
    return FilePath.absolute(included.path)
  }

  private func fail(_ group: Group, _ error: DiagnosticError) {
    play.run.emit(.diagnostics(error.diagnostics))
    for host in group.hosts {
      let heading = TaskHeadings(play: play).heading(of: step, for: host)
      let result: ValueMap = ["failed": true, "changed": false, "reason": .string(error.description)]
      let outcome = TaskOutcome(
        task: heading, host: host.name, status: .failed, result: ResultValue.shown(result))
      play.run.statistics.add(\.failed, host: host.name)
      play.run.failedHosts.insert(host.name)
      play.run.emit(.taskFinished(outcome))
    }
  }
}

/// What a step came to on one host.
struct HostFinish {
  var host: HostRun
  var finish: TaskFinish
  /// The host acted for all of its batch.
  var isShared = false
}
