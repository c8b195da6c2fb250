import FleetCore

/// Methods of `dict`.
enum DictionaryMethods {
  typealias Body = @Sendable (MapObject, CallArguments) throws -> JinjaValue

  static let table: [String: Body] = [
    "clear": { map, _ in
      for key in map.keys { try map.remove(key) }
      return .null
    },
    "copy": { map, _ in .map(MapObject(try map.pairs())) },
    "fromkeys": { _, arguments in
      let given = try arguments.bound(to: ["iterable", "value"], required: 1, of: "fromkeys")
      let keys = try (given["iterable"] ?? .null).elements()
      return .map(MapObject(try keys.map { (try $0.key(), given["value"] ?? .null) }))
    },
    "get": { map, arguments in
      let given = try arguments.bound(to: ["key", "default"], required: 1, of: "get")
      return try map.value(for: (given["key"] ?? .null).key()) ?? given["default"] ?? .null
    },
    "items": { map, _ in .object(DictionaryView(map, .items)) },
    "keys": { map, _ in .object(DictionaryView(map, .keys)) },
    "pop": { map, arguments in
      let given = try arguments.bound(to: ["key", "default"], required: 1, of: "pop")
      let key = given["key"] ?? .null
      if let value = try map.remove(key.key()) { return value }
      if let fallback = given["default"] { return fallback }
      throw TemplateFault(try key.repr(), kind: .value)
    },
    "popitem": { map, _ in
      guard let key = map.keys.last, let value = try map.remove(key) else {
        throw TemplateFault("popitem(): dictionary is empty", kind: .value)
      }
      return .tuple([JinjaValue(key: key), value])
    },
    "setdefault": { map, arguments in
      let given = try arguments.bound(to: ["key", "default"], required: 1, of: "setdefault")
      let key = try (given["key"] ?? .null).key()
      if let value = try map.value(for: key) { return value }
      map.set(given["default"] ?? .null, for: key)
      return given["default"] ?? .null
    },
    "update": { map, arguments in
      if let source = arguments.positional.first {
        for (key, value) in try pairs(of: source) { map.set(value, for: key) }
      }
      for (name, value) in arguments.keywords { map.set(value, for: .string(name)) }
      return .null
    },
    "values": { map, _ in .object(DictionaryView(map, .values)) },
  ]

  /// The pairs of a dictionary or of an iterable of two-element sequences, as `dict()` takes them.
  static func pairs(of source: JinjaValue) throws -> [(Value, JinjaValue)] {
    if let map = source.mapObject { return try map.pairs().map { ($0.key, $0.value) } }
    return try source.elements().enumerated().map { position, item in
      let pair = try item.elements()
      guard pair.count == 2 else {
        throw TemplateFault(
          "dictionary update sequence element #\(position) has length \(pair.count); 2 is required", kind: .value)
      }
      return (try pair[0].key(), pair[1])
    }
  }
}
