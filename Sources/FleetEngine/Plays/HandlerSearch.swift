import FleetCore
import FleetJinja
import FleetPlaybook
import FleetVariables

/// Finds handlers by name, `role : name` or topic. Of several with one name the last one counts, as in Ansible.
@EngineActor struct HandlerSearch {
  let play: PlayRun

  func isKnown(_ name: String) -> Bool { !positions(of: name).isEmpty }

  /// The handlers that a notification means, by position in the play's list.
  func positions(of notification: String) -> [Int] {
    var found: [Int] = []
    for (position, handler) in play.handlers.enumerated().reversed() {
      let names = self.names(of: handler)
      if names.contains(notification) {
        found.append(position)
        break
      }
    }
    for (position, handler) in play.handlers.enumerated() {
      if handler.own.listen.contains(notification), !found.contains(position) { found.append(position) }
    }
    return found
  }

  var allNames: [String] { play.handlers.flatMap { names(of: $0) + $0.own.listen } }

  private func names(of handler: PlayTask) -> [String] {
    guard let keyword = handler.name else { return [] }
    let scope = play.run.variables.playScope(play.context)
    let name = (try? KeywordReader(engine: play.run.templates, scope: scope).text(keyword)) ?? keyword.text
    guard let role = handler.role else { return [name] }
    return [name, "\(role.name) : \(name)", "\(role.fullName) : \(name)"]
  }
}
