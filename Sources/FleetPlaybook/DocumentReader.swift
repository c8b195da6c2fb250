package import FleetCore
package import FleetJinja
import FleetSystem
package import FleetVault
package import FleetYAML
import Synchronization

/// Reads files of YAML or JSON, opened when they are vaults, and values that are `!vault`; every file once a run.
package final class DocumentReader: Sendable {
  package let engine: TemplateEngine
  package let vault: Vault
  private let redactor: Redactor?
  private let duplicateKeys: LoaderSettings.DuplicateKeyPolicy
  private let documents = Mutex<[String: [YAMLNode]]>([:])
  private let tables = Mutex<[String: VariableTable]>([:])
  private let found = Mutex<[Diagnostic]>([])

  package init(
    engine: TemplateEngine, vault: Vault = Vault(), redactor: Redactor? = nil,
    duplicateKeys: LoaderSettings.DuplicateKeyPolicy = .warn
  ) {
    self.engine = engine
    self.vault = vault
    self.redactor = redactor
    self.duplicateKeys = duplicateKeys
  }

  /// The first document of a file; nil when the file is empty.
  package func document(_ path: String) throws(DiagnosticError) -> YAMLNode? {
    let key = FilePath.absolute(path)
    if let known = documents.withLock({ $0[key] }) { return known.first }
    return try parse(try vault.read(path), key)
  }

  /// Makes a text the document of its file's path, for playbooks that no file holds.
  package func provide(_ file: SourceFile) throws(DiagnosticError) {
    _ = try parse(file, FilePath.absolute(file.path))
  }

  private func parse(_ file: SourceFile, _ key: String) throws(DiagnosticError) -> YAMLNode? {
    var warnings: [Diagnostic] = []
    let nodes = try YAMLParser.parse(file, warnings: &warnings)
    switch duplicateKeys {
    case .ignore: break
    case .warn: found.withLock { $0 += warnings }
    case .error:
      guard warnings.isEmpty else {
        throw DiagnosticError(
          warnings.map { warning in
            var fault = warning
            fault.severity = .error
            return fault
          })
      }
    }
    documents.withLock { $0[key] = nodes }
    return nodes.first
  }

  /// Warnings since the last call.
  package func takeWarnings() -> [Diagnostic] {
    found.withLock { warnings in
      defer { warnings = [] }
      return warnings
    }
  }

  /// A node compiled: templates, `!unsafe`, `!vault`.
  package func value(of node: YAMLNode) throws(DiagnosticError) -> TemplatedValue {
    try TemplatedValue.compile(node, with: engine, vault: open)
  }

  /// A `!vault` scalar, to be opened when it is needed.
  package func open(_ node: YAMLNode) throws(DiagnosticError) -> TemplatedValue {
    let text = VaultedText(node.scalar?.text ?? "", at: node.span, vault: vault, redactor: redactor)
    try text.check()
    return .vaulted(text)
  }

  /// A mapping of names to values as variables; all faults inside are reported together.
  package func table(
    of node: YAMLNode?, source: String, checksNames: Bool = false
  ) throws(DiagnosticError) -> VariableTable {
    guard let node, node.scalar?.value.isNull != true else { return VariableTable([], source: source) }
    guard let entries = node.mapping else {
      throw DiagnosticError(
        .invalidVariables, "variables must be a mapping of names to values", at: node.span,
        label: "this is \(node.shape)", help: ["write one `name: value` a line"])
    }
    var pairs: [(String, VariableTable.Entry)] = []
    var faults: [Diagnostic] = []
    for entry in entries {
      guard let name = String.convert(entry.key.value) else { continue }
      if checksNames, !name.isVariableName {
        faults.append(
          Diagnostic(
            .invalidVariables, "`\(name)` cannot be the name of a variable", at: entry.key.span,
            help: ["a name is a letter or `_`, then letters, digits and `_`"]))
        continue
      }
      do throws(DiagnosticError) {
        pairs.append((name, VariableTable.Entry(value: try value(of: entry.value), span: entry.key.span)))
      } catch {
        faults += error.diagnostics
      }
    }
    guard faults.isEmpty else { throw DiagnosticError(faults) }
    return VariableTable(pairs, source: source)
  }

  /// The variables of a whole file. A list of mappings is put together, as Ansible's `vars_files` does.
  package func variables(file path: String) throws(DiagnosticError) -> VariableTable {
    if let known = tables.withLock({ $0[path] }) { return known }
    guard let node = try document(path) else { return VariableTable([], source: path) }
    let table = try table(of: node, source: path)
    tables.withLock { $0[path] = table }
    return table
  }
}

extension YAMLNode {
  /// What a node is, in words for messages.
  package var shape: String {
    switch kind {
    case .scalar(let scalar):
      switch scalar.value {
      case .null: "empty"
      case .bool: "a boolean"
      case .int, .bigInt, .double: "a number"
      default: "a string"
      }
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  package var isNull: Bool { scalar?.value.isNull == true }
}

extension String {
  /// A Python identifier, as Ansible wants variable names.
  package var isVariableName: Bool {
    if self == "True" || self == "False" || self == "None" { return false }
    if let isPlain = isPlainVariableName { return isPlain }
    guard let first = unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
    return unicodeScalars.allSatisfy {
      $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType == .decimal
    }
  }

  /// The same for ASCII, which names mostly are; nil when there are other characters.
  private var isPlainVariableName: Bool? {
    var isFirst = true
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "_"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): break
      case UInt8(ascii: "0")...UInt8(ascii: "9"): if isFirst { return false }
      case 0x80...: return nil
      default: return false
      }
      isFirst = false
    }
    return !isFirst
  }
}
