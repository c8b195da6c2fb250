/// Escaping of values, where autoescape is on.
extension HTMLText {
  /// The text of a value, escaped unless it is safe already.
  package static func escaped(_ value: JinjaValue) throws -> String {
    switch value {
    case .markup(let text): return text
    case .object(let object):
      if let html = try object.attribute("__html__"), case .markup(let text) = html { return text }
      return escape(try value.text())
    default: return escape(try value.text())
    }
  }

  /// Values for `%` formatting of safe text: everything that is text is escaped.
  static func escaped(arguments value: JinjaValue) throws -> JinjaValue {
    switch value {
    case .string(let text): .string(escape(text))
    case .markup(let text): .string(text)
    case .tuple(let items): .tuple(try items.map { try escaped(arguments: $0) })
    case .map(let map): .map(MapObject(try map.pairs().map { ($0.key, try escaped(arguments: $0.value)) }))
    default: value
    }
  }
}
