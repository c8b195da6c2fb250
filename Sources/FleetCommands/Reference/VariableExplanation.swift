import FleetCore
import FleetInventory
import FleetJinja
import FleetPlaybook
import FleetVariables

/// `fleet explain var NAME -i INVENTORY -l HOST [PLAYBOOK]`: every place that defines a variable for a host, from the
/// weakest to the strongest, and which one counts.
struct VariableExplanation {
  /// A definition with its place in Ansible's order of precedence.
  private struct Definition {
    let rank: Int
    let kind: String
    let entry: VariableTable.Entry
    var note = ""
  }

  private let name: String
  private let host: String
  private let run: RunSession

  static func show(_ options: ParsedOptions, _ session: CommandSession) throws -> Int32 {
    guard (2...3).contains(options.arguments.count) else {
      throw UsageFault(message: "the following arguments are required: var NAME [PLAYBOOK]")
    }
    var request = try RequestBuilder(options: options, session: session, asksPasswords: false).request()
    let limit = request.limit
    request.limit = nil
    let run = try RunSession(request)
    session.report(run.inventory.takeWarnings())
    let hosts = try limit.map { try run.inventory.hosts(matching: HostPattern($0)).hosts } ?? run.inventory.hostNames
    guard !hosts.isEmpty else {
      throw DiagnosticError(
        .unknownHost, "no host to explain the variable for", help: ["name one with `-i INVENTORY -l HOST`"])
    }
    let playbook = options.arguments.count > 2 ? try run.loader.load(options.arguments[2]) : nil
    for host in hosts {
      let explanation = VariableExplanation(name: options.arguments[1], host: host, run: run)
      session.write(try explanation.text(playbook))
    }
    return ExitCode.success
  }

  private func text(_ playbook: Playbook?) throws(DiagnosticError) -> String {
    var found = try definitions(playbook)
    // What is equal in rank stays in the order it was read in: the later one wins.
    found = found.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
    guard let winner = found.last else { return "\(name) is not defined for \(host)\n" }
    var text = "\(name) for \(host), the weakest first:\n"
    for (number, definition) in found.enumerated() {
      let mark = number == found.count - 1 ? "=>" : "  "
      let place = definition.entry.span?.description ?? "command line"
      text += "\(mark) \(definition.rank) \(definition.kind): \(place)\n"
      text += "      \(JSONWriter().write(Self.masked(WrittenText.value(definition.entry.value))))\n"
    }
    text += "the winner is \(winner.kind): "
    text +=
      found.count == 1
      ? "nothing else defines it\n"
      : "rank \(winner.rank) of 22 is the highest" + (winner.note.isEmpty ? "\n" : ", \(winner.note)\n")
    return text
  }

  /// Ciphertext says enough; secrets are never printed.
  private static func masked(_ value: Value) -> Value {
    switch value {
    case .list(let items): .list(items.map(masked))
    case .map(let map):
      map.count == 1 && map["__ansible_vault"] != nil ? "(vaulted)" : .map(map.mapValues(masked))
    default: value
    }
  }

  private func definitions(_ playbook: Playbook?) throws(DiagnosticError) -> [Definition] {
    var found: [Definition] = []
    func add(_ rank: Int, _ kind: String, _ table: VariableTable?, _ note: String) {
      if let entry = table?[name] { found.append(Definition(rank: rank, kind: kind, entry: entry, note: note)) }
    }
    let inventory = run.inventory
    let groups = inventory.groupOrder(of: host)
    let folder = playbook.map { Self.folder(of: $0.path) } ?? "."
    let files = PlaybookVariableFiles(directory: folder, loader: run.loader)
    let order = "of the groups the deeper one wins, then the higher ansible_group_priority, then the later name"
    add(3, "variables of the group `all` in the inventory", inventory.groupVariables("all"), "")
    for table in inventory.groupFiles("all") { add(4, "group_vars/all beside the inventory", table, "") }
    for table in files.groupFiles("all") { add(5, "group_vars/all beside the playbook", table, "") }
    for group in groups {
      add(3, "variables of the group `\(group)` in the inventory", inventory.groupVariables(group), order)
    }
    for group in groups {
      for table in inventory.groupFiles(group) { add(6, "group_vars/\(group) beside the inventory", table, order) }
    }
    for group in groups {
      for table in files.groupFiles(group) { add(7, "group_vars/\(group) beside the playbook", table, order) }
    }
    add(8, "variables of the host in the inventory", inventory.hostVariables(host), "")
    for table in inventory.hostFiles(host) { add(9, "host_vars beside the inventory", table, "") }
    for table in files.hostFiles(host) { add(10, "host_vars beside the playbook", table, "") }
    for play in playbook?.plays ?? [] where try isFor(play) { try addPlay(play, folder, add) }
    add(22, "extra variables (-e)", run.extraVars, "")
    return found
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func isFor(_ play: Play) throws(DiagnosticError) -> Bool {
    try run.inventory.hosts(matching: HostPattern(play.settings.hosts.map(\.text))).hosts.contains(host)
  }

  private func addPlay(
    _ play: Play, _ folder: String, _ add: (Int, String, VariableTable?, String) -> Void
  ) throws(DiagnosticError) {
    let title = "play `\(play.displayName)`"
    for role in play.publicRoles {
      add(2, "defaults of the role `\(role.fullName)`", role.defaults, "")
      add(15, "vars of the role `\(role.fullName)`", role.vars, "")
    }
    add(12, "vars of the \(title)", play.vars, "")
    for file in play.settings.varsFiles {
      for candidate in file.candidates where candidate.template == nil {
        let path = candidate.text.hasPrefix("/") ? candidate.text : folder + "/" + candidate.text
        if let table = try? run.loader.loadVariables(file: path) {
          add(14, "vars_files of the \(title)", table, "")
          break
        }
      }
    }
    for task in play.allTasks {
      for table in task.vars {
        add(17, "vars of the task `\(task.name?.text ?? task.action.writtenName)`", table, "only in this task")
      }
      if task.action.name == "set_fact", let argument = task.action.argument(name) {
        let entry = VariableTable.Entry(value: argument.value, span: argument.keySpan)
        add(19, "set_fact", VariableTable([(name, entry)], source: "set_fact"), "from this task on")
      }
      if task.own.register == name {
        let entry = VariableTable.Entry(value: .data("(the result of the task)"), span: task.span)
        add(19, "register", VariableTable([(name, entry)], source: "register"), "from this task on")
      }
    }
  }
}
