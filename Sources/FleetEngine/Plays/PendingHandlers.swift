import FleetCore
import FleetPlaybook

/// Handlers that were notified on hosts which the play lost before their turn. Ansible forgets them without a word, and
/// the next run, which finds nothing to change, does not notify them again.
@EngineActor struct PendingHandlers {
  private static let shownHosts = 10

  let play: PlayRun

  /// Says which handlers have not run, and where; `hosts` are all of the batch, those that were removed too.
  func warn(of hosts: [HostRun]) {
    let run = play.run
    let lost = hosts.filter { host in
      host.hasNotifications && (run.failedHosts.contains(host.name) || run.unreachableHosts.contains(host.name))
    }
    var hostsByHandler: [(name: String, hosts: [String])] = []
    for host in lost {
      for name in names(host) {
        if let index = hostsByHandler.firstIndex(where: { $0.name == name }) {
          hostsByHandler[index].hosts.append(host.name)
        } else {
          hostsByHandler.append((name, [host.name]))
        }
      }
    }
    for (name, hosts) in hostsByHandler {
      let more = hosts.count > Self.shownHosts ? " and \(hosts.count - Self.shownHosts) more" : ""
      let shown = hosts.prefix(Self.shownHosts).joined(separator: ", ")
      run.warn("Handler '\(name)' was notified and has not run on \(shown)\(more)")
    }
  }

  /// The handlers that a host still owes, in the order in which they would have run.
  private func names(_ host: HostRun) -> [String] {
    let search = HandlerSearch(play: play)
    let named = host.notifications.flatMap { search.handlers(for: $0) }
    return play.route.handlers.filter { handler in
      host.isNotified(handler) || named.contains { $0 === handler }
    }.map(\.task.displayName)
  }
}
