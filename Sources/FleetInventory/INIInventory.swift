import FleetCore
import FleetJinja
import FleetSystem

/// Reads an inventory in INI form: sections of hosts, `:children` and `:vars`, values as Python literals.
struct INIInventory {
  private enum Section { case hosts, children, variables }

  /// A group that was used before it was declared.
  private struct Pending {
    let span: Span
    let section: Section
    var parents: [String]
  }

  private var reader: SourceReader
  private let file: SourceFile
  private var section = Section.hosts
  private var groupName = "ungrouped"
  private var group = InventoryGraph.ungrouped
  private var pending: [String: Pending] = [:]
  private var pendingOrder: [String] = []

  private init(_ file: SourceFile, _ reader: SourceReader) {
    self.file = file
    self.reader = reader
  }

  static func read(_ file: SourceFile, _ reader: SourceReader) throws(DiagnosticError) -> InventoryGraph {
    var parser = INIInventory(file, reader)
    parser.reader.graph.reserve(hosts: parser.reader.graph.hosts.count + file.lineCount)
    for number in 1...file.lineCount { try parser.line(number) }
    for name in parser.pendingOrder {
      guard let open = parser.pending[name] else { continue }
      throw open.section == .variables
        ? parser.fault(
          "section `[\(name):vars]` is for a group that is not defined", open.span, help: ["add a section `[\(name)]`"])
        : parser.fault(
          "section `[\(open.parents.last ?? ""):children]` includes the group `\(name)`, which is not defined",
          open.span,
          help: Suggestion.help(for: name, in: parser.reader.graph.groups.map(\.name)) + ["add a section `[\(name)]`"])
    }
    return parser.reader.graph
  }

  private func fault(_ message: String, _ span: Span, label: String = "", help: [String] = []) -> DiagnosticError {
    DiagnosticError(.invalidInventory, message, at: span, label: label, help: help)
  }

  private mutating func line(_ number: Int) throws(DiagnosticError) {
    let raw = file.line(number)
    let text = raw.trimmingSpace()
    guard let first = text.utf8.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { return }
    let offset = raw.unicodeScalars.prefix { $0.properties.isWhitespace }.count
    let span = Span(file: file, line: number, column: offset + 1, length: text.unicodeScalars.count)
    if first == UInt8(ascii: "["), try header(text, span) { return }
    switch section {
    case .hosts: try hosts(text, span)
    case .variables: try variable(text, span)
    case .children: try child(text, span)
    }
  }

  /// A `[name]` or `[name:kind]` line; false when it is something else, such as a host range.
  private mutating func header(_ text: String, _ span: Span) throws(DiagnosticError) -> Bool {
    guard let close = text.firstIndex(of: "]") else { return false }
    let rest = text[text.index(after: close)...].trimmingSpace()
    let inside = text[text.index(after: text.startIndex)..<close]
    let fields = inside.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let isHeader =
      (rest.isEmpty || rest.hasPrefix("#")) && !inside.isEmpty && !inside.contains { $0.isWhitespace }
      && !fields[0].isEmpty && (fields.count == 1 || (!fields[1].isEmpty && fields[1].allSatisfy(Self.isWord)))
    guard isHeader else {
      guard text.hasSuffix("]") else { return false }
      throw fault(
        "invalid section entry `\(text)`", span,
        help: ["a section is `[group]`, `[group:children]` or `[group:vars]`, without spaces"])
    }
    switch fields.count == 2 ? String(fields[1]) : "hosts" {
    case "hosts": section = .hosts
    case "children": section = .children
    case "vars": section = .variables
    case let kind:
      throw fault(
        "section `[\(inside)]` has the unknown type `\(kind)`", span,
        help: Suggestion.help(for: kind, in: ["hosts", "children", "vars"]))
    }
    groupName = String(fields[0])
    let isKnown = reader.graph.groupIndex[groupName] != nil
    group = try reader.group(groupName, at: span)
    groupName = reader.graph.groups[group].name
    if !isKnown, section == .variables, pending[groupName] == nil {
      wait(for: groupName, Pending(span: span, section: .variables, parents: []))
    } else if section != .variables, let open = pending[groupName] {
      if open.section == .children { try adopt(groupName) } else { pending[groupName] = nil }
    }
    return true
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private mutating func wait(for name: String, _ entry: Pending) {
    pending[name] = entry
    pendingOrder.append(name)
  }

  /// Links a group that its parents named before it was declared.
  private mutating func adopt(_ name: String) throws(DiagnosticError) {
    guard let open = pending.removeValue(forKey: name), let child = reader.graph.groupIndex[name] else { return }
    for parent in open.parents {
      let number = try reader.group(parent, at: open.span)
      try reader.graph.add(child: child, to: number, at: open.span)
      if pending[parent]?.section == .children { try adopt(parent) }
    }
  }

  private mutating func child(_ text: String, _ span: Span) throws(DiagnosticError) {
    let name = String(text.prefix { !$0.isWhitespace && $0 != ":" && $0 != "]" })
    let rest = text.dropFirst(name.count).trimmingSpace()
    guard !name.isEmpty, rest.isEmpty || rest.hasPrefix("#") else {
      throw fault("expected the name of a group, got `\(text)`", span)
    }
    if let child = reader.graph.groupIndex[name] {
      try reader.graph.add(child: child, to: group, at: span)
    } else if pending[name] != nil {
      pending[name]?.parents.append(groupName)
    } else {
      wait(for: name, Pending(span: span, section: .children, parents: [groupName]))
    }
  }

  private mutating func variable(_ text: String, _ span: Span) throws(DiagnosticError) {
    guard let equals = text.firstIndex(of: "=") else {
      throw fault("expected `name=value`, got `\(text)`", span)
    }
    let name = text[..<equals].trimmingSpace()
    let value = text[text.index(after: equals)...].trimmingSpace()
    let start = text.unicodeScalars.count - value.unicodeScalars.count
    let place = Span(
      file: file, line: span.line, column: span.column + start, length: value.unicodeScalars.count)
    reader.graph.set(name, try entry(value, at: place, name: span), group: group)
  }

  private func entry(_ text: String, at place: Span, name: Span) throws(DiagnosticError) -> VariableTable.Entry {
    let value = PythonLiteral.value(of: text) ?? .string(text)
    let origin = TextOrigin(span: place, style: .verbatim)
    return VariableTable.Entry(
      value: try TemplatedValue.compile(value, origin: origin, with: reader.options.templates), span: name)
  }

  private mutating func hosts(_ text: String, _ span: Span) throws(DiagnosticError) {
    let words: [ShellWords.Word]
    do throws(ShellWords.Fault) {
      words = try ShellWords.split(text)
    } catch {
      throw fault(
        error == .openQuote ? "a quote is opened and not closed" : "a backslash at the end of the line", span)
    }
    guard let first = words.first else { return }
    let place = Span(
      file: file, line: span.line, column: span.column + first.offset, length: first.text.unicodeScalars.count)
    let (names, port) = try HostRange.hosts(first.text, at: place)
    if first.text.hasSuffix(":"), port == nil {
      throw fault(
        "the host pattern `\(first.text)` ends in `:`", place, label: "reserved for a port",
        help: ["if this is a YAML inventory, check its indentation; otherwise take the colon away"])
    }
    if names.contains("---") {
      throw fault("`---` is no host name", place, help: ["this is normally a sign of a YAML file"])
    }
    var variables: [(String, VariableTable.Entry)] = []
    for word in words.dropFirst() {
      let column = span.column + word.offset
      guard let equals = word.text.firstIndex(of: "=") else {
        throw fault(
          "expected `name=value` behind the host, got `\(word.text)`",
          Span(file: file, line: span.line, column: column, length: word.text.unicodeScalars.count),
          help: ["values with spaces need quotes: `name=\"two words\"`"])
      }
      let name = String(word.text[..<equals])
      let value = String(word.text[word.text.index(after: equals)...])
      let key = Span(file: file, line: span.line, column: column, length: name.unicodeScalars.count)
      let place = Span(
        file: file, line: span.line, column: column + name.unicodeScalars.count + 1,
        length: value.unicodeScalars.count)
      variables.append((name, try entry(value, at: place, name: key)))
    }
    reader.add(hosts: names, port: port, to: group, variables: variables, at: place)
  }
}
