package import FleetCore

/// A list with Python's reference semantics. Its elements are converted from data, or their templates evaluated, only
/// when they are looked at.
package final class ListObject {
  private enum Element {
    case ready(JinjaValue)
    case data(Value)
    case templated(TemplatedValue, any VariableScope)
  }

  /// Exactly one of the three holds the elements: data of which only scalars were looked at (those have no
  /// identity), values that are all there, or a mixture.
  private var data: [Value]?
  private var ready: [JinjaValue]?
  private var mixed: [Element] = []

  package init(_ elements: [JinjaValue]) { ready = elements }
  package init(data: [Value]) { self.data = data }
  /// A list of the user's files: each element is evaluated in `scope` at its first use.
  package init(templated: [TemplatedValue], scope: any VariableScope) {
    mixed = templated.map { .templated($0, scope) }
  }

  package var count: Int { data?.count ?? ready?.count ?? mixed.count }

  /// The data of a list that came as data and whose containers nobody has looked into.
  var plainData: [Value]? { data }

  /// The element at a position from 0; evaluates it at its first use.
  package func element(at position: Int) throws -> JinjaValue {
    if let ready { return ready[position] }
    if let data {
      switch data[position] {
      case .list, .map: mix()
      default: return JinjaValue(data[position])
      }
    }
    let value: JinjaValue
    switch mixed[position] {
    case .ready(let ready): return ready
    case .data(let data): value = JinjaValue(data)
    case .templated(let templated, let scope): value = try templated.lazyValue(in: scope)
    }
    // The template may have changed this very list meanwhile.
    if ready == nil, data == nil, mixed.indices.contains(position) { mixed[position] = .ready(value) }
    return value
  }

  package func elements() throws -> [JinjaValue] {
    if let ready { return ready }
    let values: [JinjaValue]
    if let data {
      values = data.map { JinjaValue($0) }
    } else {
      values = try mixed.indices.map { try element(at: $0) }
    }
    replaceAll(values)
    return values
  }

  /// Moves all elements to `mixed`, where each can be replaced.
  private func mix() {
    if let data { mixed = data.map { .data($0) } }
    if let ready { mixed = ready.map { .ready($0) } }
    data = nil
    ready = nil
  }

  package func append(_ value: JinjaValue) {
    if ready != nil {
      ready?.append(value)
    } else {
      mix()
      mixed.append(.ready(value))
    }
  }

  package func insert(_ value: JinjaValue, at position: Int) {
    mix()
    mixed.insert(.ready(value), at: position)
  }

  package func remove(at position: Int) throws -> JinjaValue {
    let value = try element(at: position)
    mix()
    mixed.remove(at: position)
    return value
  }

  package func replaceAll(_ elements: [JinjaValue]) {
    data = nil
    mixed = []
    ready = elements
  }

  package func set(_ value: JinjaValue, at position: Int) {
    mix()
    mixed[position] = .ready(value)
  }
}
