package import FleetCore

/// What `keys()`, `values()` and `items()` give: a look at a dictionary, not a copy.
package final class DictionaryView: JinjaObject {
  package enum Kind: String {
    case keys, values, items
  }

  private let map: MapObject
  private let kind: Kind

  package init(_ map: MapObject, _ kind: Kind) {
    self.map = map
    self.kind = kind
  }

  package var typeName: String { "dict_" + kind.rawValue }

  package func elements() throws -> [JinjaValue]? {
    switch kind {
    case .keys: map.keys.map { JinjaValue(key: $0) }
    case .values: try map.pairs().map(\.value)
    case .items: try map.pairs().map { .tuple([JinjaValue(key: $0.key), $0.value]) }
    }
  }

  package func length() throws -> Int? { map.count }
  package var isTruthy: Bool { map.count > 0 }

  package func contains(_ needle: JinjaValue) throws -> Bool? {
    kind == .keys ? map.contains(try needle.key()) : nil
  }

  package func text() throws -> String {
    "\(typeName)(\(try JinjaValue.list(elements() ?? []).repr()))"
  }

  /// Views of keys and items compare like sets.
  package func equals(_ other: JinjaValue) throws -> Bool? {
    guard kind != .values, case .object(let object) = other, let view = object as? DictionaryView,
      view.map.count == map.count
    else { return false }
    let theirs = try other.elements()
    return try (elements() ?? []).allSatisfy { mine in try theirs.contains { try $0.equals(mine) } }
  }

  package func data() throws -> Value? { .list(try (elements() ?? []).map { try $0.data() }) }
}
