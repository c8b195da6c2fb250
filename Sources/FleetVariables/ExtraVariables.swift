package import FleetCore
package import FleetJinja
package import FleetPlaybook
import FleetSystem
import FleetYAML

/// The variables of `-e`: `name=value` pairs, a JSON or YAML mapping, or `@file`; later ones win (Ansible's
/// `load_extra_vars`).
package enum ExtraVariables {
  /// One table of all `-e` texts in the order they were given.
  package static func load(_ texts: [String], with reader: DocumentReader) throws(DiagnosticError) -> VariableTable {
    var pairs: [(String, VariableTable.Entry)] = []
    var faults: [Diagnostic] = []
    for text in texts {
      do throws(DiagnosticError) {
        let table = try load(text.trimmedSpaces, reader)
        pairs += table.names.compactMap { name in table[name].map { (name, $0) } }
      } catch {
        faults += error.diagnostics
      }
    }
    guard faults.isEmpty else { throw DiagnosticError(faults) }
    return VariableTable(pairs, source: "extra variables")
  }

  private static func load(_ text: String, _ reader: DocumentReader) throws(DiagnosticError) -> VariableTable {
    guard let first = text.first else { return .empty }
    if first == "@" { return try reader.variables(file: FilePath.expandingHome(String(text.dropFirst()))) }
    let file = SourceFile(path: "<extra variables>", text: text)
    let place = Span(file: file, line: 1, column: 1, length: text.unicodeScalars.count)
    if first == "/" || first == "." {
      throw DiagnosticError(
        .invalidExtraVariables, "`-e \(text)` is neither variables nor a file", at: place,
        help: ["put `@` before a file's name: `-e @\(text)`"])
    }
    if first == "[" || first == "{" {
      guard let node = try YAMLParser.parse(file).first, node.mapping != nil else {
        throw DiagnosticError(
          .invalidExtraVariables, "the text after `-e` must be a mapping", at: place,
          help: ["write `-e '{\"name\": \"value\"}'`"])
      }
      return try reader.table(of: node, source: "extra variables")
    }
    return try pairs(text, file, place, reader)
  }

  private static func pairs(
    _ text: String, _ file: SourceFile, _ place: Span, _ reader: DocumentReader
  ) throws(DiagnosticError) -> VariableTable {
    let parsed: KeyValueText.Parsed
    do throws(KeyValueText.Unbalanced) {
      parsed = try KeyValueText.parse(text, isFreeForm: false)
    } catch {
      throw DiagnosticError(
        .invalidExtraVariables, "a quote or a template is not closed after `-e`", at: place)
    }
    if let rest = parsed.freeForm?.trimmedSpaces, !rest.isEmpty {
      throw DiagnosticError(
        .invalidExtraVariables, "`\(rest)` after `-e` is no `name=value`", at: place,
        help: ["quote a value with spaces: `-e 'name=\"two words\"'`"])
    }
    var pairs: [(String, VariableTable.Entry)] = []
    for (name, value) in parsed.pairs {
      let origin = TextOrigin(span: place, style: .plain)
      let compiled = try TemplatedValue.compile(.string(value), origin: origin, with: reader.engine)
      pairs.append((name, VariableTable.Entry(value: compiled, span: place)))
    }
    return VariableTable(pairs, source: "extra variables")
  }
}
