import FleetCore
import FleetJinja
import FleetPlaybook
import FleetVariables

/// Finds handlers by name, `role : name` or topic (Ansible's `search_handlers_by_notification`).
@EngineActor struct HandlerSearch {
  let play: PlayRun

  func isKnown(_ name: String) -> Bool { !handlers(for: name).isEmpty }

  /// The handlers that a notification means: the one of the name, then those of the topic; of several of one name only
  /// one.
  func handlers(for notification: String) -> [Step] {
    var found: [Step] = []
    let all = searchOrder
    if let named = all.first(where: { names(of: $0.task).contains(notification) }) { found.append(named) }
    var seen: Set<String> = []
    for handler in all where handler.task.own.listen.contains(notification) {
      if let name = names(of: handler.task).first, !seen.insert(name).inserted { continue }
      if !found.contains(where: { $0 === handler }) { found.append(handler) }
    }
    return found
  }

  /// Lists that came later first; within one list, the play's or a role's, as they stand (ansible-core 2.19).
  private var searchOrder: [Step] {
    var lists: [[Step]] = []
    for handler in play.route.handlers {
      if let last = lists.last?.last, last.task.role === handler.task.role {
        lists[lists.count - 1].append(handler)
      } else {
        lists.append([handler])
      }
    }
    return lists.reversed().flatMap { $0 }
  }

  var allNames: [String] { play.route.handlers.flatMap { names(of: $0.task) + $0.task.own.listen } }

  private func names(of handler: PlayTask) -> [String] {
    guard let keyword = handler.name else { return [] }
    let name = keyword.literal ?? evaluated(keyword, handler) ?? keyword.text
    guard let role = handler.role else { return [name] }
    return [name, "\(role.name) : \(name)", "\(role.fullName) : \(name)"]
  }

  /// The name of a handler may use what is known without a host: extra vars, the play's, the role's.
  private func evaluated(_ keyword: Keyword<String>, _ handler: PlayTask) -> String? {
    let scope = play.run.variables.playScope(play.context, task: handler)
    return try? KeywordReader(engine: play.run.templates, scope: scope).text(keyword)
  }
}
