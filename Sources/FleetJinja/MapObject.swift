package import FleetCore

/// A dictionary with Python's reference semantics and insertion order; values are converted or evaluated when they are
/// looked at.
package final class MapObject {
  private enum Element {
    case ready(JinjaValue)
    case data(Value)
    case templated(TemplatedValue, any VariableScope)
  }

  package private(set) var keys: [Value] = []
  private var storage: [Value: Element] = [:]

  package init() {}

  package init(data: ValueMap) {
    keys = data.keys
    storage.reserveCapacity(keys.count)
    for (key, value) in data { storage[key] = .data(value) }
  }

  package init(_ pairs: [(Value, JinjaValue)]) {
    for (key, value) in pairs { set(value, for: key) }
  }

  /// A mapping of the user's files: each value is evaluated in `scope` at its first use.
  package init(templated pairs: [(Value, TemplatedValue)], scope: any VariableScope) {
    for (key, value) in pairs {
      if storage[key] == nil { keys.append(key) }
      storage[key] = .templated(value, scope)
    }
  }

  package var count: Int { keys.count }
  package func contains(_ key: Value) -> Bool { storage[key] != nil }

  package func value(for key: Value) throws -> JinjaValue? {
    guard let element = storage[key] else { return nil }
    let value: JinjaValue
    switch element {
    case .ready(let ready): return ready
    case .data(let data): value = JinjaValue(data)
    case .templated(let templated, let scope): value = try templated.lazyValue(in: scope)
    }
    storage[key] = .ready(value)
    return value
  }

  /// All pairs in order, every value evaluated.
  package func pairs() throws -> [(key: Value, value: JinjaValue)] {
    try keys.compactMap { key in try value(for: key).map { (key, $0) } }
  }

  package func set(_ value: JinjaValue, for key: Value) {
    if storage.updateValue(.ready(value), forKey: key) == nil { keys.append(key) }
  }

  @discardableResult package func remove(_ key: Value) throws -> JinjaValue? {
    guard let value = try value(for: key) else { return nil }
    storage[key] = nil
    keys.removeAll { $0 == key }
    return value
  }
}
