import FleetCore
import FleetEngine
import FleetInventory
import FleetJinja
import FleetPlaybook
import FleetSystem
import FleetVariables

/// What `--list-hosts`, `--list-tasks` and `--list-tags` print, in ansible-playbook's form.
struct PlaybookListing {
  let run: RunSession
  let showsHosts: Bool
  let showsTasks: Bool
  let showsTags: Bool

  func text(_ playbook: Playbook, isSyntaxOnly: Bool) throws(DiagnosticError) -> String {
    var text = "\nplaybook: \(playbook.path)\n"
    guard !isSyntaxOnly || showsHosts || showsTasks || showsTags else { return text }
    for (number, play) in playbook.plays.enumerated() { text += try self.text(play, number + 1, of: playbook) }
    return text
  }

  private func text(_ play: Play, _ number: Int, of playbook: Playbook) throws(DiagnosticError) -> String {
    let patterns = play.settings.hosts.map(\.text)
    let scope = run.variables(for: [playbook]).playScope(PlayContext(play: play, allHosts: []))
    let evaluate = { (keyword: Keyword<String>) in self.evaluated(keyword, scope) }
    let tags = Self.texts(play.keywords.tags, evaluate)
    var text = "\n  play #\(number) (\(patterns.joined(separator: ","))): \(play.displayName)"
    text += "\tTAGS: [\(tags.joined(separator: ","))]"
    if showsHosts {
      let hosts = try run.inventory.hosts(matching: HostPattern(patterns)).hosts
      text += "\n    pattern: [\(patterns.map { "'\($0)'" }.joined(separator: ", "))]\n    hosts (\(hosts.count)):"
      for host in hosts { text += "\n      \(host)" }
    }
    text += "\n"
    if showsTasks || showsTags { text += tasks(of: play, tags, evaluate) }
    return text
  }

  private func tasks(
    of play: Play, _ playTags: [String], _ evaluate: @escaping (Keyword<String>) -> [String]
  ) -> String {
    let filter = TagFilter(
      only: run.request.options.tags, skip: run.request.options.skipTags, evaluate: evaluate)
    var lines = ""
    var all = Set(playTags)
    for section in Play.Section.allCases {
      for task in Self.shown(filter.filtered(play.nodes(of: section))) where !task.isImplicit {
        let tags = Set(playTags + Self.texts(task.keywords.tags, evaluate))
        all.formUnion(tags)
        lines += "      \(Self.name(task))\tTAGS: [\(tags.sorted().joined(separator: ", "))]\n"
      }
    }
    var text = showsTasks ? "    tasks:\n" + lines : ""
    if showsTags { text += "      TASK TAGS: [\(all.sorted().joined(separator: ", "))]\n" }
    return text + (text.hasSuffix("\n") ? "" : "\n")
  }

  /// The tasks of blocks, not those of their rescue and always parts, as Ansible lists them.
  private static func shown(_ nodes: [TaskNode]) -> [PlayTask] {
    nodes.flatMap { node in
      switch node {
      case .task(let task): [task]
      case .block(let block): shown(block.tasks)
      }
    }
  }

  private static func name(_ task: PlayTask) -> String {
    guard let name = task.name?.text else { return task.action.writtenName }
    // An `include_role` stands under its own name alone (Ansible's `IncludeRole.get_name`).
    if task.action.kind == .includeRole { return name }
    return task.role.map { "\($0.fullName) : \(name)" } ?? name
  }

  /// Tags may be templates over what is known without a host.
  private func evaluated(_ keyword: Keyword<String>, _ scope: any VariableScope) -> [String] {
    guard let template = keyword.template, let value = try? run.templates.value(of: .template(template), in: scope)
    else { return [keyword.text] }
    return value.list?.compactMap(\.string) ?? [value.string ?? JSONWriter.keyText(value)]
  }

  private static func texts(_ tags: [Keyword<String>], _ evaluate: @escaping (Keyword<String>) -> [String]) -> [String]
  {
    var seen: Set<String> = []
    return tags.flatMap(evaluate).flatMap { $0.split(separator: ",").map { $0.trimmingSpace() } }
      .filter { !$0.isEmpty && seen.insert($0).inserted }
  }
}
