package import FleetCore

/// What the emitter writes: scalars with the type they must be read back as, sequences, mappings.
package indirect enum YAMLEmitterNode: Sendable {
  /// `text` and what YAML calls its type, such as `str`, `int`, `null`.
  case scalar(text: String, type: String)
  /// A text of several lines, in literal style where YAML allows it.
  case block(String)
  case sequence([YAMLEmitterNode])
  case mapping([(key: YAMLEmitterNode, value: YAMLEmitterNode)])

  /// Plain data as PyYAML's safe representer sees it; `sortsKeys` orders mappings whose keys can be ordered.
  package init(_ value: Value, sortsKeys: Bool = true) {
    switch value {
    case .null: self = .scalar(text: "null", type: "null")
    case .bool(let flag): self = .scalar(text: flag ? "true" : "false", type: "bool")
    case .int(let number): self = .scalar(text: String(number), type: "int")
    case .bigInt(let number): self = .scalar(text: number.decimalText, type: "int")
    case .double(let number): self = .scalar(text: Self.floatText(number), type: "float")
    case .string(let text): self = .scalar(text: text, type: "str")
    case .list(let items): self = .sequence(items.map { YAMLEmitterNode($0, sortsKeys: sortsKeys) })
    case .map(let map):
      var pairs = map.map { ($0.key, $0.value) }
      if sortsKeys, map.stringKeys.count == map.count {
        pairs.sort { JSONWriter.codePointOrder($0.0.string ?? "", $1.0.string ?? "") }
      }
      self = .mapping(
        pairs.map { (YAMLEmitterNode($0.0, sortsKeys: sortsKeys), YAMLEmitterNode($0.1, sortsKeys: sortsKeys)) })
    }
  }

  /// A float as PyYAML writes it: `.inf`, `.nan`, `1.0e+20`.
  package static func floatText(_ number: Double) -> String {
    if number.isNaN { return ".nan" }
    if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
    let text = JSONWriter.floatText(number)
    guard !text.contains("."), let mark = text.firstIndex(of: "e") else { return text }
    return text[..<mark] + ".0" + text[mark...]
  }

  var isScalar: Bool {
    switch self {
    case .scalar, .block: true
    case .sequence, .mapping: false
    }
  }
}
