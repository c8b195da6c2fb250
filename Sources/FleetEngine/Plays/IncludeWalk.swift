import FleetCore
import FleetJinja
import FleetPlaybook
import FleetSystem

/// Puts what dynamic includes name in the place of their task: hosts that ask for the same thing walk it together.
@EngineActor struct IncludeWalk {
  let walker: TreeWalker
  let task: PlayTask
  let frame: IncludeFrame

  private var play: PlayRun { walker.play }

  private struct Group {
    var request: IncludeRequest
    var hosts: [HostRun]
  }

  func perform(_ finishes: [TreeWalker.HostFinish], allHosts: [HostRun]?) async {
    var groups: [Group] = []
    for entry in finishes where entry.host.isActive {
      for request in entry.finish.includes { add(request, allHosts ?? [entry.host], to: &groups) }
    }
    var loaded: [(Group, IncludedTasks)] = []
    for group in groups {
      do {
        let included = try load(group.request)
        for host in group.hosts { play.run.statistics.add(\.ok, host: host.name) }
        play.run.emit(
          .included(
            file: name(group.request, included), hosts: group.hosts.map(\.name), itemLabel: group.request.itemLabel))
        loaded.append((group, included))
      } catch {
        fail(group, error)
      }
    }
    for (group, included) in loaded { await walk(group, included) }
  }

  private func add(_ request: IncludeRequest, _ hosts: [HostRun], to groups: inout [Group]) {
    // The same file for the same host again, in a loop, is another round.
    let position = groups.firstIndex { group in
      group.request.target == request.target && group.request.variables == request.variables
        && !group.hosts.contains { member in hosts.contains { $0 === member } }
    }
    if let position {
      groups[position].hosts += hosts
    } else {
      groups.append(Group(request: request, hosts: hosts))
    }
  }

  private func load(_ request: IncludeRequest) throws(DiagnosticError) -> IncludedTasks {
    guard task.context.depth < Limits.includeDepth else {
      throw DiagnosticError(
        .includeFault, "includes are nested deeper than \(Limits.includeDepth)", at: task.span,
        help: ["look for a file that includes itself"])
    }
    switch request.target {
    case .file(let file): return try play.run.loader.loadTasks(file: file, for: task, in: play.play)
    case .role(let selection): return try play.run.loader.loadRole(selection, for: task, in: play.play)
    }
  }

  private func name(_ request: IncludeRequest, _ included: IncludedTasks) -> String {
    if case .role(let selection) = request.target { return selection.name }
    return FilePath.absolute(included.path)
  }

  private func fail(_ group: Group, _ error: DiagnosticError) {
    play.run.emit(.diagnostics(error.diagnostics))
    for host in group.hosts {
      let heading = TaskHeadings(play: play).heading(of: task, for: host)
      let result: ValueMap = ["failed": true, "changed": false, "reason": .string(error.description)]
      let outcome = TaskOutcome(
        task: heading, host: host.name, status: .failed, result: ResultValue.shown(result))
      play.record(TaskFinish(outcome: outcome, registered: result), task, on: host, sharedWith: [])
      play.run.emit(.taskFinished(outcome))
    }
  }

  private func walk(_ group: Group, _ included: IncludedTasks) async {
    play.add(handlers: included.handlers)
    if let role = included.role, role.isPublic { play.add(publicRole: role) }
    var locals: [String: JinjaValue] = [:]
    for (key, value) in group.request.variables { if let name = key.string { locals[name] = JinjaValue(value) } }
    let inner = frame.adding(locals, for: group.hosts.map(\.name))
    await walker.walk(
      play.filter.filtered(included.nodes), group.hosts, inner, inside: included.role ?? task.role)
  }
}
