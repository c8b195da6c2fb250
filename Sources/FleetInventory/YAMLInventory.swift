import FleetCore
import FleetJinja
import FleetYAML

/// Reads an inventory in YAML form: groups with `hosts`, `vars` and `children`.
struct YAMLInventory {
  private var reader: SourceReader
  private static let sections = ["hosts", "vars", "children"]

  private init(_ reader: SourceReader) { self.reader = reader }

  /// `root` is the document; a mapping of groups.
  static func read(_ root: YAMLNode, _ reader: SourceReader) throws(DiagnosticError) -> InventoryGraph {
    var parser = YAMLInventory(reader)
    guard let entries = root.mapping else {
      throw DiagnosticError(
        .invalidInventory, "a YAML inventory should be a mapping of groups", at: root.span,
        help: ["begin with `all:` and put `hosts:`, `vars:` and `children:` below it"])
    }
    for entry in entries { _ = try parser.group(entry) }
    return parser.reader.graph
  }

  private func name(_ node: YAMLNode, _ what: String) throws(DiagnosticError) -> String {
    guard case .string(let text)? = node.scalar?.value else {
      throw DiagnosticError(
        .invalidInventory, "the name of a \(what) must be text", at: node.span,
        notes: what == "host" ? ["Host pattern \(node.scalar?.text ?? "") must be a string."] : [],
        help: ["put quotes around names that look like numbers or truth values: `\"\(node.scalar?.text ?? "")\"`"])
    }
    return text
  }

  /// Nil when the entry is no group and only warned about.
  private mutating func group(_ entry: YAMLNode.Entry) throws(DiagnosticError) -> Int? {
    let name = try name(entry.key, "group")
    let isEmpty = entry.value.scalar?.value == .null
    guard isEmpty || entry.value.mapping != nil else {
      reader.warn(
        Diagnostic(
          .unusedInventoryKey, "skipping `\(name)`, which is not a valid group definition", at: entry.key.span,
          severity: .warning))
      return nil
    }
    let number = try reader.group(name, at: entry.key.span)
    for part in entry.value.mapping ?? [] {
      let key = part.key.scalar?.text ?? ""
      guard part.value.scalar?.value != .null else { continue }
      guard Self.sections.contains(key) else {
        reader.warn(
          Diagnostic(
            .unusedInventoryKey, "unexpected key `\(key)` in the group `\(name)`", at: part.key.span,
            label: "skipped", severity: .warning,
            help: Suggestion.help(for: key, in: Self.sections)
              + [
                "a group goes below `children:`, a host below `hosts:`, a variable below `vars:`"
              ]))
        continue
      }
      try section(key, part, of: number, named: name)
    }
    return number
  }

  private mutating func section(
    _ key: String, _ part: YAMLNode.Entry, of group: Int, named name: String
  ) throws(DiagnosticError) {
    // A plain string stands for one entry without a value.
    let null = YAMLNode(
      .scalar(YAMLScalar(text: "", origin: TextOrigin(span: part.value.span, style: .plain), value: .null)),
      span: part.value.span)
    let isText = part.value.scalar?.value.string != nil
    guard let entries = isText ? [YAMLNode.Entry(key: part.value, value: null)] : part.value.mapping else {
      throw DiagnosticError(
        .invalidInventory, "`\(key)` of the group `\(name)` must be a mapping", at: part.value.span,
        label: part.value.sequence != nil ? "this is a list" : "this is not a mapping",
        help: [
          key == "hosts" ? "write each host as a key: `web1:` instead of `- web1`" : "write `name: value` lines"
        ])
    }
    for entry in entries {
      switch key {
      case "vars":
        let variable = entry.key.scalar?.text ?? ""
        reader.graph.set(
          variable, VariableTable.Entry(value: try reader.options.compile(entry.value), span: entry.key.span),
          group: group)
      case "children":
        if let child = try self.group(entry) { try reader.graph.add(child: child, to: group, at: entry.key.span) }
      default: try host(entry, in: group)
      }
    }
  }

  private mutating func host(_ entry: YAMLNode.Entry, in group: Int) throws(DiagnosticError) {
    let (names, port) = try HostRange.hosts(try name(entry.key, "host"), at: entry.key.span)
    var variables: [(String, VariableTable.Entry)] = []
    if entry.value.scalar?.value != .null {
      guard let pairs = entry.value.mapping else {
        throw DiagnosticError(
          .invalidInventory, "the variables of a host must be a mapping", at: entry.value.span,
          help: ["write `name: value` lines below the host, or nothing"])
      }
      for pair in pairs {
        variables.append(
          (
            pair.key.scalar?.text ?? "",
            VariableTable.Entry(value: try reader.options.compile(pair.value), span: pair.key.span)
          ))
      }
    }
    reader.add(hosts: names, port: port, to: group, variables: variables, at: entry.key.span)
  }
}
