package import FleetCore
package import FleetVault
package import FleetYAML

/// A value as the user wrote it: data, compiled templates, and containers of both. Only text from the user's files
/// becomes one; what machines answer never does.
package indirect enum TemplatedValue: Sendable {
  case data(Value)
  case template(Template)
  /// `!unsafe` text: data that can be no condition either.
  case unsafe(String)
  /// A `!vault` value: opened when it is needed; its plain text is data.
  case vaulted(VaultedText)
  case list([TemplatedValue])
  case map([(key: TemplatedValue, value: TemplatedValue)])
}

extension TemplatedValue {
  /// The value in `scope`, containers evaluated lazily.
  package func lazyValue(in scope: any VariableScope) throws -> JinjaValue {
    switch self {
    case .data(let data): return JinjaValue(data)
    case .template(let template): return try Evaluation.nested(template, in: scope)
    case .unsafe(let text): return .string(text)
    case .vaulted(let text): return .string(try text.plaintext())
    case .list(let items): return .list(ListObject(templated: items, scope: scope))
    case .map(let entries):
      let pairs = try entries.map { entry in (try entry.key.lazyValue(in: scope).key(), entry.value) }
      return .map(MapObject(templated: pairs, scope: scope))
    }
  }

  /// The free variables that the value reads anywhere inside.
  package var referencedNames: Set<String> {
    switch self {
    case .data, .unsafe, .vaulted: []
    case .template(let template): template.referencedNames
    case .list(let items): items.reduce(into: []) { $0.formUnion($1.referencedNames) }
    case .map(let entries):
      entries.reduce(into: []) { $0.formUnion($1.key.referencedNames.union($1.value.referencedNames)) }
    }
  }

  /// Filters and tests inside that nobody knows.
  package var unknownFunctions: [UnknownFunction] {
    switch self {
    case .data, .unsafe, .vaulted: []
    case .template(let template): template.unknownFunctions
    case .list(let items): items.flatMap(\.unknownFunctions)
    case .map(let entries): entries.flatMap { $0.key.unknownFunctions + $0.value.unknownFunctions }
    }
  }

  /// The data when nothing inside is templated.
  package var literal: Value? {
    switch self {
    case .data(let data): data
    case .unsafe(let text): .string(text)
    default: nil
    }
  }

  /// The data when nothing inside is templated or marked as unsafe.
  fileprivate var plain: Value? {
    if case .data(let data) = self { data } else { nil }
  }

  package var isLiteral: Bool { literal != nil }

  /// A value that a template made: its texts are no conditions.
  package static func made(_ value: Value) -> TemplatedValue {
    switch value {
    case .string(let text): .unsafe(text)
    case .list(let items): .list(items.map(made))
    case .map(let map): .map(map.map { (.data($0.key), made($0.value)) })
    default: .data(value)
    }
  }

  /// An entry of a mapping, or of a list by its number, as it is written.
  package func entry(_ key: Value) -> TemplatedValue? {
    switch (self, key) {
    case (.map(let entries), _): entries.last { $0.key.literal == key }?.value
    case (.data(.map(let map)), _): map[key].map { .data($0) }
    case (.list(let items), .int(let index)): items.indices.contains(index) ? items[index] : nil
    case (.data(.list(let items)), .int(let index)): items.indices.contains(index) ? .data(items[index]) : nil
    default: nil
    }
  }

  /// A list as it is written; a template may give one all the same.
  package var isList: Bool {
    switch self {
    case .list, .data(.list): true
    default: false
    }
  }
}

extension TemplatedValue {
  /// What opens a `!vault` scalar.
  package typealias VaultOpener = (YAMLNode) throws(DiagnosticError) -> TemplatedValue

  /// Compiles a node of the user's files. `!unsafe` text is data; `vault` opens `!vault` scalars. All syntax errors
  /// inside are reported together.
  ///
  /// Keys are data, as in Ansible; `templatesKeys` is for the few actions that template their own (`set_fact`).
  package static func compile(
    _ node: YAMLNode, with engine: TemplateEngine, templatesKeys: Bool = false, vault: VaultOpener? = nil
  ) throws(DiagnosticError) -> TemplatedValue {
    var compiler = NodeCompiler(engine: engine, vault: vault)
    let value = compiler.compile(node, isUnsafe: false, templatesKeys: templatesKeys)
    guard compiler.faults.isEmpty else { throw DiagnosticError(compiler.faults) }
    return value
  }

  /// Compiles a value that is the user's own text: `-e` variables, INI inventories.
  package static func compile(
    _ value: Value, origin: TextOrigin?, with engine: TemplateEngine
  ) throws(DiagnosticError) -> TemplatedValue {
    switch value {
    case .string(let text):
      guard engine.options.mayTemplate(text) else { return .data(value) }
      return folded(try engine.compile(text, origin: origin))
    case .list(let items):
      var compiled: [TemplatedValue] = []
      for item in items { compiled.append(try compile(item, origin: origin, with: engine)) }
      return compiled.allSatisfy(\.isLiteral) ? .data(value) : .list(compiled)
    case .map(let map):
      var compiled: [(key: TemplatedValue, value: TemplatedValue)] = []
      for (key, item) in map { compiled.append((.data(key), try compile(item, origin: origin, with: engine))) }
      return compiled.allSatisfy(\.value.isLiteral) ? .data(value) : .map(compiled)
    default: return .data(value)
    }
  }

  fileprivate static func folded(_ template: Template) -> TemplatedValue {
    if let literal = template.program.literal { return .data(.string(literal)) }
    return .template(template)
  }
}

extension JinjaValue {
  /// Data as an expression sees it; containers are converted when they are looked at.
  package init(_ data: Value) {
    switch data {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .bigInt(let number): self = .bigInt(number)
    case .double(let number): self = .double(number)
    case .string(let text): self = .string(text)
    case .list(let items): self = .list(ListObject(data: items))
    case .map(let map): self = .map(MapObject(data: map))
    }
  }
}

/// Compiles the nodes of one YAML value and gathers the syntax errors of all its templates.
private struct NodeCompiler {
  let engine: TemplateEngine
  let vault: TemplatedValue.VaultOpener?
  var faults: [Diagnostic] = []

  mutating func compile(_ node: YAMLNode, isUnsafe: Bool, templatesKeys: Bool = false) -> TemplatedValue {
    let isUnsafe = isUnsafe || node.tag == "!unsafe"
    do throws(DiagnosticError) {
      if let vault, node.tag == "!vault" || node.tag == "!vault-encrypted" { return try vault(node) }
      switch node.kind {
      case .scalar(let scalar):
        guard case .string(let text) = scalar.value else { return .data(scalar.value) }
        guard !isUnsafe else { return .unsafe(text) }
        guard engine.options.mayTemplate(text) else { return .data(scalar.value) }
        return .folded(try engine.compile(text, origin: scalar.origin))
      case .sequence(let items):
        let compiled = items.map { compile($0, isUnsafe: isUnsafe) }
        let literals = compiled.compactMap(\.plain)
        return literals.count == compiled.count ? .data(.list(literals)) : .list(compiled)
      case .mapping(let entries): return mapping(entries, isUnsafe: isUnsafe, templatesKeys: templatesKeys)
      }
    } catch {
      faults += error.diagnostics
      return .data(.null)
    }
  }

  private mutating func mapping(_ entries: [YAMLNode.Entry], isUnsafe: Bool, templatesKeys: Bool) -> TemplatedValue {
    var compiled: [(key: TemplatedValue, value: TemplatedValue)] = []
    for entry in entries {
      let key = templatesKeys ? compile(entry.key, isUnsafe: isUnsafe) : .data(entry.key.value)
      compiled.append((key, compile(entry.value, isUnsafe: isUnsafe)))
    }
    guard compiled.allSatisfy({ $0.key.plain != nil && $0.value.plain != nil }) else { return .map(compiled) }
    return .data(
      .map(
        ValueMap(
          compiled.compactMap { entry in
            if let key = entry.key.literal, let value = entry.value.literal { (key, value) } else { nil }
          })))
  }
}
