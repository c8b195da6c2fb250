import FleetCore
import FleetJinja

/// Reads an inventory in TOML form: a table for each group with `hosts`, `vars` and `children`.
struct TOMLInventory {
  private var reader: SourceReader
  private let file: SourceFile

  static func read(_ file: SourceFile, _ reader: SourceReader) throws(DiagnosticError) -> InventoryGraph {
    let data: ValueMap
    do throws(TOMLReader.Fault) {
      data = try TOMLReader.read(String(decoding: file.text, as: UTF8.self))
    } catch {
      throw DiagnosticError(
        .invalidInventory, "TOML file `\(file.path)` is invalid: \(error.message)",
        at: Span(file: file, line: error.line, column: 1))
    }
    guard !data.isEmpty else { throw DiagnosticError(.invalidInventory, "Parsed empty TOML file `\(file.path)`") }
    guard data["plugin"] == nil else {
      throw DiagnosticError(.invalidInventory, "Plugin configuration TOML file, not TOML inventory: `\(file.path)`")
    }
    var inventory = TOMLInventory(reader: reader, file: file)
    for (key, value) in data { try inventory.group(JSONWriter.keyText(key), value) }
    return inventory.reader.graph
  }

  private func kind(_ value: Value, _ part: String, _ group: String, _ wanted: String) -> DiagnosticError {
    DiagnosticError(
      .invalidInventory,
      "Invalid \"\(part)\" entry for \"\(group)\" group, requires a \(wanted), found \"\(value.typeName)\" instead."
    )
  }

  private func entry(_ value: Value) throws(DiagnosticError) -> VariableTable.Entry {
    VariableTable.Entry(
      value: try TemplatedValue.compile(value, origin: nil, with: reader.options.templates),
      span: Span(file: file, line: 1, column: 1))
  }

  private mutating func group(_ name: String, _ value: Value) throws(DiagnosticError) {
    guard let parts = value.map else {
      reader.warn(
        Diagnostic(
          .unusedInventoryKey, "skipping `\(name)`, which is not a valid group definition", severity: .warning))
      return
    }
    let number = try reader.group(name, at: nil)
    for (key, data) in parts {
      switch key.string {
      case "vars":
        guard let map = data.map else { throw kind(data, "vars", name, "dict") }
        for (variable, value) in map {
          reader.graph.set(JSONWriter.keyText(variable), try entry(value), group: number)
        }
      case "children":
        guard let items = data.list else { throw kind(data, "children", name, "list") }
        for item in items {
          let child = try reader.group(item.string ?? JSONWriter.keyText(item), at: nil)
          try reader.graph.add(child: child, to: number, at: nil)
        }
      case "hosts":
        guard let map = data.map else { throw kind(data, "hosts", name, "dict") }
        for (host, variables) in map { try self.host(JSONWriter.keyText(host), variables, number) }
      default:
        reader.warn(
          Diagnostic(
            .unusedInventoryKey, "unexpected key `\(JSONWriter.keyText(key))` in the group `\(name)`",
            severity: .warning, help: ["only `vars`, `children` and `hosts` are valid"]))
      }
    }
  }

  private mutating func host(_ pattern: String, _ variables: Value, _ group: Int) throws(DiagnosticError) {
    let (names, port) = try HostRange.hosts(pattern, at: nil)
    var pairs: [(String, VariableTable.Entry)] = []
    for (key, value) in variables.map ?? [:] { pairs.append((JSONWriter.keyText(key), try entry(value))) }
    reader.add(hosts: names, port: port, to: group, variables: pairs, at: nil)
  }
}
