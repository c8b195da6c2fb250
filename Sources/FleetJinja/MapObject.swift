package import FleetCore
import Synchronization

/// A dictionary with Python's reference semantics and insertion order; values are converted or evaluated when they are
/// looked at.
package final class MapObject {
  private enum Element {
    case ready(JinjaValue)
    case data(Value)
    case templated(TemplatedValue, any VariableScope)
  }

  /// The data as it came, until an entry is set or removed; then the entries move to `storage`.
  private var untouched: ValueMap?
  /// The containers inside `untouched` that were looked at: they have identity, templates may append to them.
  private var lookedAt: [Value: JinjaValue] = [:]
  private var order: [Value] = []
  private var storage: [Value: Element] = [:]

  package init() {}

  package init(data: ValueMap) { untouched = data }

  package init(_ pairs: [(Value, JinjaValue)]) {
    for (key, value) in pairs { set(value, for: key) }
  }

  /// A mapping of the user's files: each value is evaluated in `scope` at its first use.
  package init(templated pairs: [(Value, TemplatedValue)], scope: any VariableScope) {
    for (key, value) in pairs {
      if storage[key] == nil { order.append(key) }
      storage[key] = .templated(value, scope)
    }
  }

  package var keys: [Value] { untouched?.keys ?? order }
  package var count: Int { untouched?.count ?? order.count }
  package func contains(_ key: Value) -> Bool { untouched?.contains(key) ?? (storage[key] != nil) }

  /// The data of a map that came as data and whose containers nobody has looked into.
  var plainData: ValueMap? { lookedAt.isEmpty ? untouched : nil }

  package func value(for key: Value) throws -> JinjaValue? {
    if let untouched {
      guard let data = untouched[key] else { return nil }
      switch data {
      case .list, .map:
        if let known = lookedAt[key] { return known }
        let value = JinjaValue(data)
        lookedAt[key] = value
        return value
      default: return JinjaValue(data)
      }
    }
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

  /// The entry under a string key.
  package func value(for key: String) throws -> JinjaValue? {
    guard let untouched else { return try value(for: .string(key)) }
    guard let position = untouched.position(of: key) else { return nil }
    return try value(at: position, of: untouched, key)
  }

  /// The entry under a string key, looked for first where the last one was found.
  func value(for key: String, near guess: borrowing Atomic<Int>) throws -> JinjaValue? {
    guard let untouched else { return try value(for: .string(key)) }
    let guessed = guess.load(ordering: .relaxed)
    if untouched.hasKey(key, at: guessed) { return try value(at: guessed, of: untouched, key) }
    guard let position = untouched.position(of: key) else { return nil }
    guess.store(position, ordering: .relaxed)
    return try value(at: position, of: untouched, key)
  }

  private func value(at position: Int, of data: ValueMap, _ key: String) throws -> JinjaValue? {
    let data = data.value(at: position)
    switch data {
    case .list, .map: return try value(for: .string(key))
    default: return JinjaValue(data)
    }
  }

  private func touch() {
    guard let data = untouched else { return }
    order = data.keys
    storage.reserveCapacity(order.count)
    for (key, value) in data { storage[key] = lookedAt[key].map { .ready($0) } ?? .data(value) }
    untouched = nil
    lookedAt = [:]
  }

  /// All pairs in order, every value evaluated.
  package func pairs() throws -> [(key: Value, value: JinjaValue)] {
    try keys.compactMap { key in try value(for: key).map { (key, $0) } }
  }

  package func set(_ value: JinjaValue, for key: Value) {
    touch()
    if storage.updateValue(.ready(value), forKey: key) == nil { order.append(key) }
  }

  @discardableResult package func remove(_ key: Value) throws -> JinjaValue? {
    guard let value = try value(for: key) else { return nil }
    touch()
    storage[key] = nil
    order.removeAll { $0 == key }
    return value
  }
}
