import FleetCore
import FleetPlaybook

/// Runs the notified handlers, in the order they are defined. A handler that notifies one before it in the list makes
/// another round, so that no notification is lost (Ansible leaves it to the next flush).
@EngineActor struct HandlerFlush {
  let walker: TreeWalker

  private var play: PlayRun { walker.play }

  func perform(_ hosts: [HostRun]) async {
    var rounds = 0
    var pending = take(hosts)
    while !pending.isEmpty, rounds <= play.handlers.count {
      rounds += 1
      var position = 0
      while position < play.handlers.count {
        if play.isEnded || play.run.isCancelled { return }
        let targets = hosts.filter { $0.isActive && pending[$0.name]?.contains(position) == true }
        if !targets.isEmpty {
          for host in targets { pending[host.name]?.remove(position) }
          let handler = play.handlers[position]
          await walker.perform(handler, targets, IncludeFrame())
          for (name, positions) in take(hosts) { pending[name, default: []].formUnion(positions) }
        }
        position += 1
      }
      pending = pending.filter { !$0.value.isEmpty }
      if !hosts.contains(where: { $0.isActive && pending[$0.name] != nil }) { return }
    }
  }

  /// Turns notifications into positions of handlers, and forgets them.
  private func take(_ hosts: [HostRun]) -> [String: Set<Int>] {
    let search = HandlerSearch(play: play)
    var result: [String: Set<Int>] = [:]
    for host in hosts where !host.notified.isEmpty {
      for name in host.notified { result[host.name, default: []].formUnion(search.positions(of: name)) }
      host.notified = []
    }
    return result
  }
}
