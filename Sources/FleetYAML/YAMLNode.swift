package import FleetCore

/// A node of a YAML document with its place in the file.
package struct YAMLNode: Sendable {
  package indirect enum Kind: Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    case mapping([Entry])
  }

  /// One key and its value, in the file's order.
  package struct Entry: Sendable {
    package let key: YAMLNode
    package let value: YAMLNode
    package init(key: YAMLNode, value: YAMLNode) {
      self.key = key
      self.value = value
    }
  }

  package let kind: Kind
  /// The first line of the node; for a scalar its whole first line.
  package let span: Span
  /// An explicit tag such as `!vault` or `!unsafe`.
  package let tag: String?

  package init(_ kind: Kind, span: Span, tag: String? = nil) {
    self.kind = kind
    self.span = span
    self.tag = tag
  }
}

/// A scalar as written: its text, how it was quoted, what YAML 1.1 reads it as.
package struct YAMLScalar: Sendable {
  package let text: String
  package let origin: TextOrigin
  /// What the scalar means: a plain `yes` is a bool, a quoted one a string. Set by the parser (YAML 1.1, as PyYAML's
  /// SafeLoader resolves it).
  package let value: Value

  package init(text: String, origin: TextOrigin, value: Value) {
    self.text = text
    self.origin = origin
    self.value = value
  }

  package var isPlain: Bool { origin.style == .plain }
}

extension YAMLNode {
  package var scalar: YAMLScalar? { if case .scalar(let scalar) = kind { scalar } else { nil } }
  package var sequence: [YAMLNode]? { if case .sequence(let items) = kind { items } else { nil } }
  package var mapping: [Entry]? { if case .mapping(let entries) = kind { entries } else { nil } }

  /// The value under a string key of a mapping.
  package subscript(_ key: String) -> YAMLNode? { mapping?.first { $0.key.scalar?.text == key }?.value }

  /// The plain data of the node, templates as their text.
  package var value: Value {
    switch kind {
    case .scalar(let scalar): scalar.value
    case .sequence(let items): .list(items.map(\.value))
    case .mapping(let entries): .map(ValueMap(entries.map { ($0.key.value, $0.value.value) }))
    }
  }
}
