package import FleetCore

/// A list with Python's reference semantics. Its elements are converted from data, or their templates evaluated, only
/// when they are looked at.
package final class ListObject {
  private enum Element {
    case ready(JinjaValue)
    case data(Value)
    case templated(TemplatedValue, any VariableScope)
  }

  private enum Storage {
    /// Untouched data: nothing was converted yet, or only scalars, which have no identity.
    case data([Value])
    case ready([JinjaValue])
    case mixed([Element])
  }

  private var storage: Storage

  package init(_ elements: [JinjaValue]) { storage = .ready(elements) }
  package init(data: [Value]) { storage = .data(data) }
  /// A list of the user's files: each element is evaluated in `scope` at its first use.
  package init(templated: [TemplatedValue], scope: any VariableScope) {
    storage = .mixed(templated.map { .templated($0, scope) })
  }

  package var count: Int {
    switch storage {
    case .data(let data): data.count
    case .ready(let elements): elements.count
    case .mixed(let elements): elements.count
    }
  }

  /// The data of a list that came as data and whose containers nobody has looked into.
  var plainData: [Value]? { if case .data(let data) = storage { data } else { nil } }

  /// The element at a position from 0; evaluates it at its first use.
  package func element(at position: Int) throws -> JinjaValue {
    switch storage {
    case .ready(let elements): return elements[position]
    case .data(let data):
      switch data[position] {
      case .list, .map:
        // Containers have identity: what a template appends to them must stay.
        storage = .mixed(data.map { .data($0) })
        return try element(at: position)
      default: return JinjaValue(data[position])
      }
    case .mixed(var elements):
      let value: JinjaValue
      switch elements[position] {
      case .ready(let ready): return ready
      case .data(let data): value = JinjaValue(data)
      case .templated(let templated, let scope): value = try templated.lazyValue(in: scope)
      }
      // The template may have looked at this very list meanwhile; only this element is new.
      if case .mixed(let current) = storage { elements = current }
      storage = .data([])
      elements[position] = .ready(value)
      storage = .mixed(elements)
      return value
    }
  }

  package func elements() throws -> [JinjaValue] {
    switch storage {
    case .ready(let elements): return elements
    case .data(let data): storage = .ready(data.map { JinjaValue($0) })
    case .mixed(let elements):
      let values = try elements.indices.map { try element(at: $0) }
      storage = .ready(values)
    }
    return try elements()
  }

  package func append(_ value: JinjaValue) {
    switch storage {
    case .ready(var elements):
      storage = .data([])
      elements.append(value)
      storage = .ready(elements)
    case .data(let data): storage = .mixed(data.map { .data($0) } + [.ready(value)])
    case .mixed(let elements): storage = .mixed(elements + [.ready(value)])
    }
  }

  package func insert(_ value: JinjaValue, at position: Int) {
    var elements = parts
    elements.insert(.ready(value), at: position)
    storage = .mixed(elements)
  }

  package func remove(at position: Int) throws -> JinjaValue {
    let value = try element(at: position)
    var elements = parts
    elements.remove(at: position)
    storage = .mixed(elements)
    return value
  }

  package func replaceAll(_ elements: [JinjaValue]) { storage = .ready(elements) }

  package func set(_ value: JinjaValue, at position: Int) {
    var elements = parts
    elements[position] = .ready(value)
    storage = .mixed(elements)
  }

  private var parts: [Element] {
    switch storage {
    case .data(let data): data.map { .data($0) }
    case .ready(let elements): elements.map { .ready($0) }
    case .mixed(let elements): elements
    }
  }
}
