import FleetCore
import FleetJinja
import FleetPlaybook

/// A loaded playbook as text: what each task is, where it stands, what it inherited. What the cases of loading expect.
struct PlaybookOutline {
  private var lines: [String] = []

  static func text(_ playbook: Playbook) -> String {
    var outline = PlaybookOutline()
    for play in playbook.plays {
      outline.lines.append("play \(play.displayName)\(described(play.keywords))")
      for section in Play.Section.allCases {
        let nodes = play.nodes(of: section)
        if !nodes.isEmpty { outline.lines.append("  \(section.rawValue)") }
        outline.add(nodes, depth: 2)
      }
      if !play.handlers.isEmpty { outline.lines.append("  handlers") }
      outline.add(play.handlers.map { .task($0) }, depth: 2)
    }
    return outline.lines.map { $0 + "\n" }.joined()
  }

  private mutating func add(_ nodes: [TaskNode], depth: Int) {
    let space = String(repeating: "  ", count: depth)
    for node in nodes {
      switch node {
      case .task(let task): lines.append(space + Self.described(task))
      case .block(let block):
        lines.append(space + "block" + (block.name.map { " \($0.text)" } ?? ""))
        add(block.tasks, depth: depth + 1)
        if !block.rescue.isEmpty { lines.append(space + "rescue") }
        add(block.rescue, depth: depth + 1)
        if !block.always.isEmpty { lines.append(space + "always") }
        add(block.always, depth: depth + 1)
      }
    }
  }

  private static func described(_ task: PlayTask) -> String {
    var parts = [task.role.map { "\($0.fullName) : \(task.displayName)" } ?? task.displayName]
    var action = task.action.name.isEmpty ? task.action.writtenName : task.action.name
    action += task.action.arguments.map { " \($0.key)=\(described($0.value))" }.joined()
    if let freeForm = task.action.freeForm { action += " <\(described(freeForm.value))>" }
    if let template = task.action.argumentsTemplate { action += " args=\(described(template.value))" }
    parts.append(action)
    let vars = task.vars.flatMap { table in
      table.names.map { name in "\(name)=\(table[name].map { described($0.value) } ?? "")" }
    }
    if !vars.isEmpty { parts.append("vars \(vars.joined(separator: " "))") }
    if let loop = task.own.loop {
      if case .with(let name) = loop.kind {
        parts.append("with_\(name) \(described(loop.value))")
      } else {
        parts.append("loop \(described(loop.value))")
      }
    }
    if let name = task.own.register { parts.append("register \(name)") }
    if !task.own.listen.isEmpty { parts.append("listen \(task.own.listen.joined(separator: ","))") }
    return parts.joined(separator: " | ") + described(task.keywords)
  }

  private static func described(_ keywords: TaskKeywords) -> String {
    var parts: [String] = []
    if !keywords.when.isEmpty { parts.append("when " + keywords.when.map(\.text).joined(separator: " && ")) }
    if !keywords.tags.isEmpty { parts.append("tags " + keywords.tags.map(\.text).joined(separator: ",")) }
    if let become = keywords.become { parts.append("become \(become.literal.map { "\($0)" } ?? "{{}}")") }
    if let user = keywords.becomeUser { parts.append("become_user \(user.text)") }
    if let host = keywords.delegateTo { parts.append("delegate_to \(host.text)") }
    if let notify = keywords.notify { parts.append("notify " + notify.map(described).joined(separator: ",")) }
    if !keywords.environment.isEmpty {
      parts.append("environment " + keywords.environment.map(described).joined(separator: ","))
    }
    return parts.map { " | " + $0 }.joined()
  }

  static func described(_ value: TemplatedValue) -> String {
    switch value {
    case .data(.string(let text)): text
    case .data(let data): JSONWriter().write(data)
    case .template(let template): template.text
    case .unsafe(let text): text
    case .vaulted: "<vaulted>"
    case .list(let items): "[" + items.map(described).joined(separator: ", ") + "]"
    case .map(let entries):
      "{" + entries.map { "\(described($0.key)): \(described($0.value))" }.joined(separator: ", ") + "}"
    }
  }
}
