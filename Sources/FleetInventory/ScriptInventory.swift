import FleetCore
import FleetJinja
import FleetSystem

/// Runs an executable inventory and reads its JSON: `--list`, and `--host` for each host when there is no `_meta`.
/// What it prints is data: it never becomes a template.
struct ScriptInventory {
  private var reader: SourceReader
  private let path: String
  private let shown: String
  /// In the order of their first mention.
  private var names: [String] = []
  private var known: Set<String> = []

  private init(_ path: String, shown: String, _ reader: SourceReader) {
    self.path = path
    self.shown = shown
    self.reader = reader
  }

  /// Whether an executable file is a program: a script with `#!` or a binary.
  static func isProgram(_ path: String) -> Bool {
    guard FileSystem.isExecutable(path), let start = try? FileSystem.read(path, limit: Limits.sourceFileBytes) else {
      return FileSystem.isExecutable(path)
    }
    return start.starts(with: Array("#!".utf8)) || start.starts(with: [0x7F, 0x45, 0x4C, 0x46])
  }

  static func read(_ path: String, shown: String, _ reader: SourceReader) throws(DiagnosticError) -> InventoryGraph {
    var script = ScriptInventory(path, shown: shown, reader)
    try script.list()
    return script.reader.graph
  }

  private func fault(_ message: String, notes: [String] = [], help: [String] = []) -> DiagnosticError {
    DiagnosticError(.inventoryScript, "the inventory script `\(shown)` \(message)", notes: notes, help: help)
  }

  private func run(_ arguments: [String]) throws(DiagnosticError) -> Value? {
    var command = Command([path] + arguments)
    command.timeoutSeconds = reader.options.scriptTimeoutSeconds
    let output: CommandOutput
    do throws(SystemError) {
      output = try command.run()
    } catch {
      throw fault(
        "could not be run: \(error.reason)", help: ["if it is a plain inventory, take its right to be executed away"])
    }
    let said = output.stderrText.trimmingSpace()
    let notes = said.isEmpty ? [] : ["it wrote to its standard error: \(said.prefix(2000))"]
    guard !output.isTimedOut else {
      throw fault(
        "did not end within \(Int(command.timeoutSeconds)) seconds", notes: notes,
        help: ["run `\(shown) \(arguments.joined(separator: " "))` by hand to see what it waits for"])
    }
    guard output.isSuccess else {
      throw fault(
        output.signal.map { "was ended by signal \($0)" } ?? "ended with status \(output.status)", notes: notes,
        help: ["run `\(shown) \(arguments.joined(separator: " "))` by hand"])
    }
    guard !output.isTruncated, output.stdout.count <= Limits.commandOutputBytes else {
      throw fault("printed more than \(Limits.commandOutputBytes >> 20) MB", notes: notes)
    }
    guard output.stdout.contains(where: { $0 > 32 }) else { return nil }
    do throws(DiagnosticError) {
      return try JSONReader.read(output.stdout, path: "<output of \(shown) \(arguments.joined(separator: " "))>")
    } catch {
      throw DiagnosticError(
        error.diagnostics.map { fault in
          var fault = fault
          fault.code = .inventoryScript
          fault.message = "the inventory script `\(shown)` did not print JSON: \(fault.message)"
          fault.notes += notes
          return fault
        })
    }
  }

  private func kind(_ value: Value, _ what: String, _ wanted: String) -> DiagnosticError {
    fault("gave \(value.typeName) for \(what), where \(wanted) should be")
  }

  private mutating func list() throws(DiagnosticError) {
    guard let answer = try run(["--list"]) else { throw fault("printed nothing for `--list`") }
    guard let groups = answer.map else { throw kind(answer, "`--list`", "dict") }
    var variables: ValueMap?
    for (key, value) in groups {
      let name = JSONWriter.keyText(key)
      if name == "_meta" {
        guard let meta = value.map else { throw kind(value, "`_meta`", "dict") }
        guard let hostvars = meta["hostvars"] else { continue }
        guard let map = hostvars.map else { throw kind(hostvars, "`_meta.hostvars`", "dict") }
        variables = map
      } else {
        try group(name, value)
      }
    }
    for name in names {
      let answer: Value
      if let variables {
        answer = variables[name] ?? .map([:])
      } else {
        answer = try run(["--host", name]) ?? .map([:])
      }
      guard let own = answer.map else { throw kind(answer, "the variables of host `\(name)`", "dict") }
      let host = reader.graph.addHost(name, source: reader.source)
      for (key, value) in own { reader.graph.set(JSONWriter.keyText(key), Self.entry(value), host: host) }
    }
  }

  private static func entry(_ value: Value) -> VariableTable.Entry {
    VariableTable.Entry(value: .data(value), span: nil)
  }

  private mutating func group(_ name: String, _ value: Value) throws(DiagnosticError) {
    let number = try reader.group(name, at: nil)
    var data = value.map ?? ["hosts": value]
    if value.map != nil, !["hosts", "vars", "children"].contains(where: { data.contains($0) }) {
      // An old form: the variables of a host that is named like its group.
      data = ["hosts": .list([.string(name)]), "vars": value]
    }
    if let hosts = data["hosts"] {
      guard let items = hosts.list else { throw kind(hosts, "the hosts of group `\(name)`", "list") }
      for item in items {
        guard let host = item.string, !host.isEmpty else { throw kind(item, "a host of group `\(name)`", "str") }
        if known.insert(host).inserted { names.append(host) }
        reader.graph.add(host: reader.graph.addHost(host, source: reader.source), to: number)
      }
    }
    if let variables = data["vars"] {
      guard let map = variables.map else { throw kind(variables, "the vars of group `\(name)`", "dict") }
      for (key, value) in map { reader.graph.set(JSONWriter.keyText(key), Self.entry(value), group: number) }
    }
    if let children = data["children"] {
      guard let items = children.list else { throw kind(children, "the children of group `\(name)`", "list") }
      for item in items {
        guard let child = item.string else { throw kind(item, "a child of group `\(name)`", "str") }
        try reader.graph.add(child: try reader.group(child, at: nil), to: number, at: nil)
      }
    }
  }
}
