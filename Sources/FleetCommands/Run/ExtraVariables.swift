import FleetCore
import FleetJinja
import FleetPlaybook
import FleetSystem
import FleetYAML

/// `-e`: `key=value` pairs, JSON or YAML, or `@file`; later ones win.
struct ExtraVariables {
  let reader: DocumentReader

  func table(_ texts: [String]) throws(DiagnosticError) -> VariableTable {
    var entries: [(String, VariableTable.Entry)] = []
    for text in texts {
      let table = try self.table(text)
      entries += table.names.compactMap { name in table[name].map { (name, $0) } }
    }
    return VariableTable(entries, source: "extra vars")
  }

  private func table(_ text: String) throws(DiagnosticError) -> VariableTable {
    if text.hasPrefix("@") { return try reader.variables(file: FilePath.expandingHome(String(text.dropFirst()))) }
    let start = text.drop { $0.isWhitespace }
    let source = SourceFile(path: "<command line>", text: text)
    if start.hasPrefix("{") || start.hasPrefix("[") {
      guard let node = try YAMLParser.parse(source).first else { return .empty }
      return try reader.table(of: node, source: "extra vars")
    }
    var entries: [(String, VariableTable.Entry)] = []
    let parsed: KeyValueText.Parsed
    do {
      parsed = try KeyValueText.parse(text, isFreeForm: false)
    } catch {
      throw DiagnosticError(
        .badOption, "a quote or bracket in `-e` is not closed", at: Span(file: source, line: 1, column: 1))
    }
    for (key, value) in parsed.pairs {
      let origin = TextOrigin(span: Span(file: source, line: 1, column: 1, length: text.count), style: .plain)
      let templated = try TemplatedValue.compile(.string(value), origin: origin, with: reader.engine)
      entries.append((key, VariableTable.Entry(value: templated, span: origin.span)))
    }
    return VariableTable(entries, source: "extra vars")
  }
}
