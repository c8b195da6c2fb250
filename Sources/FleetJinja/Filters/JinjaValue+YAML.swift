import FleetCore
import FleetYAML

extension JinjaValue {
  /// The value as PyYAML's safe representer sees it.
  func yamlNode(sortsKeys: Bool, depth: Int = 0) throws -> YAMLEmitterNode {
    guard depth < Limits.nestingDepth else {
      throw TemplateFault("a value is nested deeper than \(Limits.nestingDepth) levels", kind: .limit)
    }
    switch self {
    case .null: return .scalar(text: "null", type: "null")
    case .bool(let flag): return .scalar(text: flag ? "true" : "false", type: "bool")
    case .int, .bigInt: return .scalar(text: try text(), type: "int")
    case .double(let number): return .scalar(text: YAMLEmitterNode.floatText(number), type: "float")
    case .string(let text), .markup(let text): return .scalar(text: text, type: "str")
    case .list, .tuple:
      return .sequence(try elements().map { try $0.yamlNode(sortsKeys: sortsKeys, depth: depth + 1) })
    case .map(let map):
      var pairs = try map.pairs()
      if sortsKeys {
        let keys = pairs.map { JinjaValue(key: $0.key) }
        let order = try? ListMethods.sorted(pairs.indices.map { .int($0) }) { keys[$0.wholeNumber ?? 0] }
        if let order { pairs = order.compactMap(\.wholeNumber).map { pairs[$0] } }
      }
      return .mapping(
        try pairs.map { key, value in
          (
            try JinjaValue(key: key).yamlNode(sortsKeys: sortsKeys, depth: depth + 1),
            try value.yamlNode(sortsKeys: sortsKeys, depth: depth + 1)
          )
        })
    case .object(let object):
      if let date = object as? DateTimeObject {
        return .scalar(text: try date.isoText(separator: " "), type: "timestamp")
      }
      if let elements = try object.elements() {
        return .sequence(try elements.map { try $0.yamlNode(sortsKeys: sortsKeys, depth: depth + 1) })
      }
      if let data = try object.data() { return YAMLEmitterNode(data, sortsKeys: sortsKeys) }
      throw TemplateFault("cannot represent an object of type '\(object.typeName)'", kind: .type)
    case .undefined(let undefined): throw undefined.fault
    case .omit: throw TemplateFault("cannot represent an object of type 'Omit'", kind: .type)
    }
  }
}
