import FleetCore
import FleetInventory
import FleetJinja
import FleetPlaybook
import FleetSystem
import FleetVariables
import FleetVault

/// Every definition of a variable for one host, with its rank; which one wins, and why.
struct VariableExplanation {
  let name: String
  let host: String
  let run: RunSession
  let playbook: Playbook?

  private typealias Definition = VariableDefinition

  func text() -> String {
    let fixed = fixedDefinitions
    var plays: [(Play, [Definition])] = []
    for play in playbook?.plays ?? [] where concerns(play) {
      plays.append((play, DefinitionSearch.definitions(of: name, in: play, checker: run.checker)))
    }
    if let magic = magicText { return magic }
    if fixed.isEmpty, plays.allSatisfy(\.1.isEmpty) { return nothing }
    guard !plays.isEmpty else { return section("for \(host)", fixed, nil) }
    return plays.map { section("for \(host) in the play `\($0.displayName)` (\($0.span.description))", fixed + $1, $0) }
      .joined(separator: "\n")
  }

  private var magicText: String? {
    guard MagicVariables.names.contains(name) else { return nil }
    return "`\(name)` is set by fleet itself; no definition can replace it\n"
  }

  private var nothing: String {
    var text = "nothing defines `\(name)` for \(host)"
    if name.hasPrefix("ansible_") { text += "; gathered facts may" }
    return text + "\n"
  }

  private func concerns(_ play: Play) -> Bool {
    let patterns = play.settings.hosts.compactMap(\.literal)
    guard patterns.count == play.settings.hosts.count else { return true }
    return (try? run.inventory.hosts(matching: HostPattern(patterns), ignoringLimit: true).hosts.contains(host)) ?? true
  }

  // MARK: The inventory and the command line, the weakest first

  private var fixedDefinitions: [Definition] {
    let inventory = run.inventory
    let folder = playbook.map { FilePath.folder(of: $0.path) } ?? FileSystem.currentDirectory()
    let files = PlaybookVariableFiles(directory: folder, loader: run.loader)
    let groups = inventory.groupOrder(of: host).filter { $0 != "all" }
    var found: [Definition] = []
    func add(_ table: VariableTable?, _ rank: Definition.Rank) {
      guard let table, let entry = table[name] else { return }
      found.append(Definition(rank, .everywhere, entry, source: table.source))
    }
    for group in ["all"] + groups { add(inventory.groupVariables(group), .groupInInventory) }
    for table in inventory.groupFiles("all") { add(table, .groupVarsAllOfInventory) }
    for table in files.groupFiles("all") { add(table, .groupVarsAllOfPlaybook) }
    for group in groups { for table in inventory.groupFiles(group) { add(table, .groupVarsOfInventory) } }
    for group in groups { for table in files.groupFiles(group) { add(table, .groupVarsOfPlaybook) } }
    add(inventory.hostVariables(host), .hostInInventory)
    for table in inventory.hostFiles(host) { add(table, .hostVarsOfInventory) }
    for table in files.hostFiles(host) { add(table, .hostVarsOfPlaybook) }
    if let entry = run.extraVars[name] {
      found.append(Definition(.extraVars, .everywhere, entry, source: run.extraVars.source))
    }
    return found
  }

  // MARK: Text

  /// The strongest of those that count everywhere; of equals the later one.
  private func winner(_ definitions: [Definition]) -> Int? {
    var best: Int?
    for (index, definition) in definitions.enumerated() where definition.reach == .everywhere {
      if let known = best, definitions[known].rank > definition.rank { continue }
      best = index
    }
    return best
  }

  private func section(_ title: String, _ definitions: [Definition], _ play: Play?) -> String {
    let winner = winner(definitions)
    let order = definitions.indices.sorted {
      (definitions[$0].rank.rawValue, $0) > (definitions[$1].rank.rawValue, $1)
    }
    var text = "`\(name)` \(title)\n"
    if let value = value(in: play), winner != nil { text += "  is \(value)\n" }
    text += "\n"
    for index in order {
      let definition = definitions[index]
      let mark = index == winner ? "*" : " "
      let rank = String(repeating: " ", count: definition.rank.rawValue < 10 ? 1 : 0) + "\(definition.rank.rawValue)"
      text += "\(mark) \(rank)  \(definition.rank.title)\(reach(definition))\n"
      text += "       \(definition.place)\(written(definition))\n"
    }
    return text + "\n" + reason(definitions, winner)
  }

  private func reach(_ definition: Definition) -> String {
    switch definition.reach {
    case .everywhere: ""
    case .role(let name): ", for the tasks of the role `\(name)`"
    case .inside(let place): ", inside \(place)"
    case .after(let place): ", from the task at \(place) on"
    }
  }

  private func written(_ definition: Definition) -> String {
    guard let value = definition.value else { return "" }
    if definition.span?.file.isSecret == true { return ": (vaulted)" }
    return ": \(value.shortText)"
  }

  private func reason(_ definitions: [Definition], _ winner: Int?) -> String {
    let others = definitions.filter { $0.reach != .everywhere }
    guard let winner else {
      return "nothing defines it in the whole play; it is defined only where the lines above say\n"
    }
    let best = definitions[winner]
    var text = "* wins: "
    let rivals = definitions.indices.filter { $0 != winner && definitions[$0].reach == .everywhere }
    if let rival = rivals.max(by: { (definitions[$0].rank, $0) < (definitions[$1].rank, $1) }) {
      let other = definitions[rival].rank
      text +=
        other == best.rank
        ? "of several definitions of rank \(best.rank.rawValue) the last one read counts (deeper groups, then "
          + "ansible_group_priority, then the name; later files and roles)"
        : "rank \(best.rank.rawValue) (\(best.rank.title)) is above rank \(other.rawValue) (\(other.title))"
    } else {
      text += "it is the only definition that counts everywhere"
    }
    let stronger = others.filter { $0.rank > best.rank }
    if !stronger.isEmpty { text += "; \(stronger.count) stronger, where they reach: see the lines above it" }
    return text + "\n"
  }

  /// The value that the host sees before the first task, when it can be evaluated without facts.
  private func value(in play: Play?) -> String? {
    var settings = run.request.variables
    settings.playbookDirectory = play?.directory ?? FileSystem.currentDirectory()
    settings.inventorySources = run.inventory.sources
    let variables = RunVariables(
      settings: settings, inventory: run.inventory, templates: run.templates, extraVars: run.extraVars,
      loader: run.loader)
    let context = play.map { PlayContext(play: $0, allHosts: run.inventory.hostNames) }
    guard let scope = try? variables.scope(for: host, in: context),
      let template = try? run.templates.compile("{{ \(name) }}", origin: nil),
      let value = try? run.templates.value(of: .template(template), in: scope)
    else { return nil }
    return run.request.redactor.redact(JSONWriter(asciiOnly: false).write(value))
  }
}

extension TemplatedValue {
  /// The value as written, on one line; vaulted texts stay closed.
  fileprivate var shortText: String {
    let text = written
    return text.count > 100 ? text.prefix(100) + "…" : text
  }

  private var written: String {
    switch self {
    case .data(let data): JSONWriter(asciiOnly: false).write(data)
    case .template(let template): "\"\(template.text.split(separator: "\n").joined(separator: "\\n"))\""
    case .unsafe(let text): JSONWriter(asciiOnly: false).write(.string(text))
    case .vaulted: "(vaulted)"
    case .list(let items): "[" + items.map(\.written).joined(separator: ", ") + "]"
    case .map(let entries):
      "{" + entries.map { "\($0.key.written): \($0.value.written)" }.joined(separator: ", ") + "}"
    }
  }
}
