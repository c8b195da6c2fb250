import FleetCore
import FleetJinja
import FleetYAML

/// The plugin `generator`: hosts and groups of every combination of the values of some layers.
struct GeneratorInventory {
  private var reader: SourceReader
  private let engine: TemplateEngine

  static func read(_ root: YAMLNode, _ reader: SourceReader) throws(DiagnosticError) -> InventoryGraph {
    var generator = GeneratorInventory(reader: reader, engine: reader.options.templates)
    try generator.generate(root)
    return generator.reader.graph
  }

  private mutating func generate(_ root: YAMLNode) throws(DiagnosticError) {
    guard let layers = root["layers"]?.mapping, let hosts = root["hosts"], let name = hosts["name"] else {
      throw DiagnosticError(
        .inventoryPlugin, "the plugin `generator` needs `layers` and `hosts` with a `name`", at: root.span)
    }
    var combinations: [ValueMap] = [[:]]
    for layer in layers {
      guard let values = layer.value.sequence else {
        throw DiagnosticError(.inventoryPlugin, "a layer must be a list of values", at: layer.value.span)
      }
      var next: [ValueMap] = []
      for combination in combinations {
        for value in values {
          var extended = combination
          extended[layer.key.scalar?.text ?? ""] = value.value
          next.append(extended)
        }
      }
      guard next.count <= Limits.inventoryHosts else {
        throw DiagnosticError(
          .tooLarge, "the layers stand for more than \(Limits.inventoryHosts) hosts", at: root.span)
      }
      combinations = next
    }
    for combination in combinations {
      let scope = DictionaryScope(combination)
      let host = try text(name, scope)
      let number = reader.graph.addHost(host, source: reader.source)
      try addParents(hosts["parents"], of: .host(number), named: host, scope, depth: 0)
    }
  }

  /// Who gets parents.
  private enum Child {
    case host(Int)
    case group(Int)
  }

  private mutating func addParents(
    _ node: YAMLNode?, of child: Child, named name: String, _ scope: DictionaryScope, depth: Int
  ) throws(DiagnosticError) {
    guard depth < Limits.includeDepth else {
      throw DiagnosticError(.tooLarge, "the parents are nested too deeply", at: node?.span)
    }
    for parent in node?.sequence ?? [] {
      guard let written = parent["name"], case let group = try text(written, scope), !group.isEmpty else {
        throw DiagnosticError(.inventoryPlugin, "Element \(name) has a parent with no name.", at: parent.span)
      }
      let number = try reader.group(group, at: written.span)
      for entry in parent["vars"]?.mapping ?? [] {
        let value: TemplatedValue
        if case .string? = entry.value.scalar?.value {
          value = .data(try evaluated(entry.value, scope))
        } else {
          // Structures are passed on and evaluated where they are used.
          value = try reader.options.compile(entry.value)
        }
        reader.graph.set(
          entry.key.scalar?.text ?? "", VariableTable.Entry(value: value, span: entry.key.span), group: number)
      }
      switch child {
      case .host(let host): reader.graph.add(host: host, to: number)
      case .group(let lower): try reader.graph.add(child: lower, to: number, at: written.span)
      }
      try addParents(parent["parents"], of: .group(number), named: group, scope, depth: depth + 1)
    }
  }

  private func evaluated(_ node: YAMLNode, _ scope: DictionaryScope) throws(DiagnosticError) -> Value {
    guard let scalar = node.scalar else { return node.value }
    let value = try TemplatedValue.compile(.string(scalar.text), origin: scalar.origin, with: engine)
    return try engine.value(of: value, in: scope) ?? .null
  }

  private func text(_ node: YAMLNode, _ scope: DictionaryScope) throws(DiagnosticError) -> String {
    let value = try evaluated(node, scope)
    return value.string ?? (value.isNull ? "" : JSONWriter.keyText(value))
  }
}
