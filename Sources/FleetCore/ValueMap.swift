/// A map that keeps the order of insertion, as Python's dictionaries and YAML's mappings do. Keys are mostly strings.
package struct ValueMap: Sendable {
  /// Up to this many entries a linear scan beats hashing.
  private static let indexThreshold = 9

  private final class Storage: @unchecked Sendable {
    var keys: [Value] = []
    var values: [Value] = []
    var index: [Value: Int]?

    init() {}
    init(copying other: Storage) {
      keys = other.keys
      values = other.values
      index = other.index
    }

    func position(of key: Value) -> Int? {
      if let index { return index[key] }
      if case .string(let wanted) = key { return position(of: wanted) }
      return keys.firstIndex(of: key)
    }

    func position(of wanted: String) -> Int? {
      if let index { return index[.string(wanted)] }
      return keys.firstIndex { if case .string(let text) = $0 { text == wanted } else { false } }
    }

    func append(_ key: Value, _ value: Value) {
      keys.append(key)
      values.append(value)
      if index != nil {
        index?[key] = keys.count - 1
      } else if keys.count >= ValueMap.indexThreshold {
        rebuildIndex()
      }
    }

    func remove(at position: Int) -> Value {
      keys.remove(at: position)
      let value = values.remove(at: position)
      if keys.count >= ValueMap.indexThreshold { rebuildIndex() } else { index = nil }
      return value
    }

    func rebuildIndex() {
      var fresh: [Value: Int] = [:]
      fresh.reserveCapacity(keys.count + 1)
      for (position, key) in keys.enumerated() { fresh[key] = position }
      index = fresh
    }
  }

  private var storage = Storage()

  package init() {}

  /// Later entries replace earlier ones of the same key and keep the first one's place.
  package init(_ pairs: some Sequence<(Value, Value)>) {
    for (key, value) in pairs { self[key] = value }
  }

  package init(_ pairs: some Sequence<(String, Value)>) {
    for (key, value) in pairs { self[.string(key)] = value }
  }

  package var count: Int { storage.keys.count }
  package var isEmpty: Bool { storage.keys.isEmpty }
  package var keys: [Value] { storage.keys }
  package var values: [Value] { storage.values }
  /// The keys that are strings, in order.
  package var stringKeys: [String] { storage.keys.compactMap(\.string) }

  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
  }

  package subscript(key: Value) -> Value? {
    get { storage.position(of: key).map { storage.values[$0] } }
    set {
      makeUnique()
      switch (storage.position(of: key), newValue) {
      case (let position?, let value?): storage.values[position] = value
      case (let position?, nil): _ = storage.remove(at: position)
      case (nil, let value?): storage.append(key, value)
      case (nil, nil): break
      }
    }
  }

  package subscript(key: String) -> Value? {
    get { storage.position(of: key).map { storage.values[$0] } }
    set { self[.string(key)] = newValue }
  }

  /// The place of a key in the order.
  package func position(of key: String) -> Int? { storage.position(of: key) }
  package func value(at position: Int) -> Value { storage.values[position] }

  /// Whether the entry at a place, if there is one, has this key.
  package func hasKey(_ key: String, at position: Int) -> Bool {
    guard position < storage.keys.count, case .string(let text) = storage.keys[position] else { return false }
    return text == key
  }

  package func contains(_ key: String) -> Bool { storage.position(of: key) != nil }
  package func contains(_ key: Value) -> Bool { storage.position(of: key) != nil }

  @discardableResult package mutating func removeValue(forKey key: String) -> Value? {
    guard let position = storage.position(of: key) else { return nil }
    makeUnique()
    return storage.remove(at: position)
  }

  /// Puts every entry of `other` into this map; the other's values win.
  package mutating func merge(_ other: ValueMap) {
    for (key, value) in other { self[key] = value }
  }

  /// This map with each value transformed.
  package func mapValues(_ transform: (Value) throws -> Value) rethrows -> ValueMap {
    let result = ValueMap()
    result.storage.keys = storage.keys
    result.storage.values = try storage.values.map(transform)
    result.storage.index = storage.index
    return result
  }
}

extension ValueMap: RandomAccessCollection {
  package typealias Element = (key: Value, value: Value)
  package var startIndex: Int { 0 }
  package var endIndex: Int { storage.keys.count }
  package subscript(position: Int) -> Element { (storage.keys[position], storage.values[position]) }
}

extension ValueMap: Hashable {
  /// Order does not matter for equality, as in Python.
  package static func == (left: ValueMap, right: ValueMap) -> Bool {
    left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
  }

  package func hash(into hasher: inout Hasher) {
    var combined = 0
    for (key, value) in self {
      var entry = Hasher()
      entry.combine(key)
      entry.combine(value)
      combined ^= entry.finalize()
    }
    hasher.combine(combined)
  }
}

extension ValueMap: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, Value)...) {
    for (key, value) in elements { self[key] = value }
  }
}
