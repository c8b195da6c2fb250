import FleetCore
import FleetJinja

/// Python values that JSON has no form for: `{"__tuple__": [...]}`, `{"__range__": [start, stop, step]}`,
/// `{"__dict__": [[key, value], ...]}`.
enum BatchValue {
  static func decoded(_ value: Value) throws -> JinjaValue {
    switch value {
    case .list(let items): return .list(ListObject(try items.map(decoded)))
    case .map(let map):
      if map.count == 1 {
        if let items = map["__tuple__"]?.list { return .tuple(try items.map(decoded)) }
        if let bounds = map["__range__"]?.list?.compactMap(\.int), bounds.count == 3 {
          return .object(RangeObject(start: bounds[0], stop: bounds[1], step: bounds[2]))
        }
        if let pairs = map["__dict__"]?.list {
          return .map(
            MapObject(
              try pairs.compactMap { pair in
                guard let pair = pair.list, pair.count == 2 else { return nil }
                return (try decoded(pair[0]).key(), try decoded(pair[1]))
              }))
        }
      }
      return .map(MapObject(try map.map { ($0.key, try decoded($0.value)) }))
    default: return JinjaValue(value)
    }
  }

  static func encoded(_ value: JinjaValue) throws -> Value {
    switch value {
    case .tuple(let items): return ["__tuple__": .list(try items.map(encoded))]
    case .list(let list): return .list(try list.elements().map(encoded))
    case .map(let map): return .map(ValueMap(try map.pairs().map { ($0.key, try encoded($0.value)) }))
    case .undefined, .object: return .string(try value.text())
    default: return try value.data()
    }
  }
}
