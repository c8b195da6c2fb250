import FleetCore
import FleetJinja

/// What every kind of inventory source shares while it fills the graph.
struct SourceReader {
  let options: InventoryOptions
  /// Absolute path of the source, or the list of hosts itself.
  let source: String
  var graph: InventoryGraph

  init(_ graph: InventoryGraph, source: String, options: InventoryOptions) {
    self.graph = graph
    self.source = source
    self.options = options
  }

  mutating func warn(_ warning: Diagnostic) { graph.warnings.append(warning) }

  /// The number of a group, its name made valid when the settings want that (`to_safe_group_name`).
  mutating func group(_ name: String, at span: Span?) throws(DiagnosticError) -> Int {
    guard !name.isEmpty else { throw DiagnosticError(.invalidInventory, "a group without a name", at: span) }
    if let known = graph.groupIndex[name] { return known }
    guard !GroupName.isValid(name) else { return graph.addGroup(name) }
    let replaces = options.groupNamePolicy == .always || options.groupNamePolicy == .silently
    if options.groupNamePolicy == .always || options.groupNamePolicy == .never,
      graph.warnedNames.insert("group " + name).inserted
    {
      warn(
        Diagnostic(
          .invalidGroupName,
          "Invalid characters were found in group names \(replaces ? "and automatically" : "but not") replaced: "
            + "`\(name)`", at: span,
          severity: .warning,
          help: [
            "use letters, digits and `_` only: the name is also used in templates as `groups.\(GroupName.safe(name))`"
          ]))
    }
    return graph.addGroup(replaces ? GroupName.safe(name) : name)
  }

  /// Adds the hosts of an entry to a group with their variables.
  mutating func add(
    hosts names: [String], port: Int?, to group: Int, variables: [(String, VariableTable.Entry)], at span: Span?
  ) {
    for name in names {
      let host = graph.addHost(name, source: source)
      if let port {
        graph.set("ansible_port", VariableTable.Entry(value: .data(.int(port)), span: span), host: host)
      }
      graph.add(host: host, to: group)
      for (name, entry) in variables { graph.set(name, entry, host: host) }
    }
  }
}

/// The rules of group names.
enum GroupName {
  /// A name that may stand in a template: letters, digits and `_`, no digit first.
  static func isValid(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, !isDigit(first) else { return false }
    return name.unicodeScalars.allSatisfy(isWord)
  }

  static func safe(_ name: String) -> String {
    var result = String.UnicodeScalarView()
    for (position, scalar) in name.unicodeScalars.enumerated() {
      result.append(isWord(scalar) && !(position == 0 && isDigit(scalar)) ? scalar : "_")
    }
    return String(result)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType == .decimal }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
