package import FleetCore

/// A list with Python's reference semantics. Its elements are converted from data, or their templates evaluated, only
/// when they are looked at.
package final class ListObject {
  private enum Element {
    case ready(JinjaValue)
    case data(Value)
    case templated(TemplatedValue, any VariableScope)
  }

  private var storage: [Element]

  package init(_ elements: [JinjaValue]) { storage = elements.map { .ready($0) } }
  package init(data: [Value]) { storage = data.map { .data($0) } }
  /// A list of the user's files: each element is evaluated in `scope` at its first use.
  package init(templated: [TemplatedValue], scope: any VariableScope) {
    storage = templated.map { .templated($0, scope) }
  }

  package var count: Int { storage.count }

  /// The element at a position from 0; evaluates it at its first use.
  package func element(at position: Int) throws -> JinjaValue {
    let value: JinjaValue
    switch storage[position] {
    case .ready(let ready): return ready
    case .data(let data): value = JinjaValue(data)
    case .templated(let templated, let scope): value = try templated.lazyValue(in: scope)
    }
    storage[position] = .ready(value)
    return value
  }

  package func elements() throws -> [JinjaValue] { try storage.indices.map(element) }

  package func append(_ value: JinjaValue) { storage.append(.ready(value)) }
  package func insert(_ value: JinjaValue, at position: Int) { storage.insert(.ready(value), at: position) }
  package func remove(at position: Int) throws -> JinjaValue {
    let value = try element(at: position)
    storage.remove(at: position)
    return value
  }
  package func replaceAll(_ elements: [JinjaValue]) { storage = elements.map { .ready($0) } }
  package func set(_ value: JinjaValue, at position: Int) { storage[position] = .ready(value) }
}
