import FleetCore
import FleetJinja
import FleetYAML

/// The features that inventory plugins share: `compose`, `groups`, `keyed_groups`, `strict` (`Constructable`).
struct Constructor {
  private struct KeyedGroup {
    let key: Expression
    let keyText: String
    let prefix: String
    let separator: String
    let parent: TemplatedValue?
    let defaultValue: String?
    let trailingSeparator: Bool?
    let span: Span
  }

  private let compose: [(name: String, expression: Expression, span: Span)]
  private let groups: [(name: String, condition: Expression, span: Span)]
  private let keyed: [KeyedGroup]
  private let isStrict: Bool
  private let leadingSeparator: Bool
  private let engine: TemplateEngine

  init(_ root: YAMLNode, _ engine: TemplateEngine) throws(DiagnosticError) {
    self.engine = engine
    compose = try Self.expressions(root["compose"], "compose", engine)
    groups = try Self.expressions(root["groups"], "groups", engine).map { ($0.name, $0.expression, $0.span) }
    var keyed: [KeyedGroup] = []
    for item in try Self.items(root["keyed_groups"], "keyed_groups") { keyed.append(try Self.keyedGroup(item, engine)) }
    self.keyed = keyed
    isStrict = root["strict"]?.scalar?.value.bool ?? false
    leadingSeparator = root["leading_separator"]?.scalar?.value.bool ?? true
  }

  private static func items(_ node: YAMLNode?, _ name: String) throws(DiagnosticError) -> [YAMLNode] {
    guard let node, node.scalar?.value != .null else { return [] }
    guard let items = node.sequence else {
      throw DiagnosticError(.inventoryPlugin, "`\(name)` must be a list", at: node.span)
    }
    return items
  }

  private static func expressions(
    _ node: YAMLNode?, _ name: String, _ engine: TemplateEngine
  ) throws(DiagnosticError) -> [(name: String, expression: Expression, span: Span)] {
    guard let node, node.scalar?.value != .null else { return [] }
    guard let entries = node.mapping else {
      throw DiagnosticError(.inventoryPlugin, "`\(name)` must be a mapping of names to expressions", at: node.span)
    }
    var result: [(String, Expression, Span)] = []
    for entry in entries {
      guard let scalar = entry.value.scalar else {
        throw DiagnosticError(.inventoryPlugin, "an expression must be text", at: entry.value.span)
      }
      result.append(
        (
          entry.key.scalar?.text ?? "", try engine.compileExpression(scalar.text, origin: scalar.origin),
          entry.value.span
        ))
    }
    return result
  }

  private static func keyedGroup(_ node: YAMLNode, _ engine: TemplateEngine) throws(DiagnosticError) -> KeyedGroup {
    guard node.mapping != nil, let key = node["key"]?.scalar else {
      throw DiagnosticError(
        .inventoryPlugin, "an entry of `keyed_groups` must be a mapping with `key`", at: node.span)
    }
    let trailing = node["trailing_separator"]?.scalar?.value.bool
    let fallback = node["default_value"]?.scalar?.text
    if trailing != nil, fallback != nil {
      throw DiagnosticError(
        .inventoryPlugin, "`default_value` and `trailing_separator` exclude each other", at: node.span)
    }
    var parent: TemplatedValue?
    if let wanted = node["parent_group"] { parent = try TemplatedValue.compile(wanted, with: engine) }
    return KeyedGroup(
      key: try engine.compileExpression(key.text, origin: key.origin), keyText: key.text,
      prefix: node["prefix"]?.scalar?.text ?? "", separator: node["separator"]?.scalar?.text ?? "_", parent: parent,
      defaultValue: fallback, trailingSeparator: trailing, span: node.span)
  }

  /// Sets the composed variables of a host.
  func compose(_ host: Int, in scope: HostScope, _ reader: inout SourceReader) throws(DiagnosticError) {
    for (name, expression, span) in compose {
      guard let value = try attempt(expression, scope, "set `\(name)`", host, reader, span) else { continue }
      // Another variable's value keeps what it is; everything else a template made.
      let isName = expression.text.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic }
      let entry = VariableTable.Entry(value: isName ? .data(value) : .made(value), span: span)
      reader.graph.set(name, entry, host: host)
    }
  }

  /// Puts a host into the groups whose condition holds.
  func group(_ host: Int, in scope: HostScope, _ reader: inout SourceReader) throws(DiagnosticError) {
    for (name, condition, _) in groups {
      do throws(DiagnosticError) {
        guard try engine.condition(condition, in: scope) else { continue }
      } catch {
        if isStrict { throw error }
        continue
      }
      reader.graph.add(host: host, to: reader.graph.addGroup(GroupName.safe(name)))
    }
  }

  /// Puts a host into the groups that its variables name.
  func groupByKeys(_ host: Int, in scope: HostScope, _ reader: inout SourceReader) throws(DiagnosticError) {
    for entry in keyed {
      guard let key = try attempt(entry.key, scope, "make a group of `\(entry.keyText)`", host, reader, entry.span)
      else { continue }
      let isEmpty = key.isNull || key == .string("")
      guard key.isTruthy || (isEmpty && entry.defaultValue != nil) else {
        let isEmptyContainer = key == .list([]) || key == .map([:])
        guard isStrict, !isEmptyContainer else { continue }
        throw DiagnosticError(
          .inventoryPlugin, "the key `\(entry.keyText)` is empty for host `\(reader.graph.hosts[host].name)`",
          at: entry.span)
      }
      var parent: String?
      if let wanted = entry.parent {
        do throws(DiagnosticError) {
          parent = try engine.value(of: wanted, in: scope)?.string
        } catch {
          if isStrict { throw error }
          continue
        }
      }
      for bare in try Self.names(key, entry) {
        let separator = entry.prefix.isEmpty && !leadingSeparator ? "" : entry.separator
        let group = reader.graph.addGroup(GroupName.safe(entry.prefix + separator + bare))
        reader.graph.add(host: host, to: group)
        if let parent, !parent.isEmpty {
          try reader.graph.add(child: group, to: reader.graph.addGroup(GroupName.safe(parent)), at: entry.span)
        }
      }
    }
  }

  private static func names(_ key: Value, _ entry: KeyedGroup) throws(DiagnosticError) -> [String] {
    let isEmpty = { (value: Value) in value.isNull || value == .string("") }
    switch key {
    case .null: return [entry.defaultValue ?? ""]
    case .string(let text): return [text.isEmpty ? entry.defaultValue ?? "" : text]
    case .list(let items):
      return items.map { isEmpty($0) ? entry.defaultValue ?? text($0) : text($0) }
    case .map(let map):
      return map.map { key, value in
        if isEmpty(value), let fallback = entry.defaultValue { return text(key) + entry.separator + fallback }
        if isEmpty(value), entry.trailingSeparator == false { return text(key) }
        return text(key) + entry.separator + text(value)
      }
    default:
      throw DiagnosticError(
        .inventoryPlugin,
        "the key `\(entry.keyText)` gave \(key.typeName); a group's name is text, or a list or mapping of it",
        at: entry.span, help: ["add `| string`"])
    }
  }

  /// As Python's `%s` writes it.
  private static func text(_ value: Value) -> String {
    switch value {
    case .string(let text): text
    case .bool(let flag): flag ? "True" : "False"
    case .null: "None"
    case .int(let number): String(number)
    case .bigInt(let number): number.decimalText
    case .double(let number): JSONWriter.floatText(number)
    case .list, .map: JSONWriter().write(value)
    }
  }

  /// The value of an expression; nil when it fails and the plugin is not strict.
  private func attempt(
    _ expression: Expression, _ scope: HostScope, _ purpose: String, _ host: Int, _ reader: SourceReader, _ span: Span
  ) throws(DiagnosticError) -> Value? {
    do {
      return try engine.evaluate(expression, in: scope).data()
    } catch {
      guard isStrict else { return nil }
      if let error = error as? DiagnosticError { throw error }
      throw DiagnosticError(
        .inventoryPlugin, "could not \(purpose) for host `\(reader.graph.hosts[host].name)`: \(error)", at: span)
    }
  }
}
