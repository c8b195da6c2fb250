import FleetCore

extension JinjaValue {
  /// Text transformed; safe text stays safe (Jinja's `soft_str`).
  func mapText(_ transform: (String) throws -> String) throws -> JinjaValue {
    if case .markup(let text) = self { return .markup(try transform(text)) }
    return .string(try transform(try text()))
  }

  /// Whether the value can be in a Python set or be a dictionary's key.
  var isHashable: Bool {
    switch self {
    case .list, .map: false
    case .tuple(let items): items.allSatisfy(\.isHashable)
    default: true
    }
  }
}

extension EvaluationContext {
  /// Jinja's `environment.getitem`: an item, else an attribute, else undefined.
  func member(_ key: JinjaValue, of value: JinjaValue) throws -> JinjaValue {
    switch value {
    case .undefined(let undefined):
      if options.undefined == .ansible || options.undefined == .chainable { return value }
      throw undefined.fault
    case .map(let map):
      if key.isHashable, let found = try map.value(for: key.key()) { return found }
    case .list(let list):
      if let index = key.wholeNumber {
        let place = index < 0 ? index + list.count : index
        if (0..<list.count).contains(place) { return try list.element(at: place) }
      }
    case .tuple(let items):
      if let index = key.wholeNumber {
        let place = index < 0 ? index + items.count : index
        if items.indices.contains(place) { return items[place] }
      }
    case .string(let text), .markup(let text):
      if let index = key.wholeNumber {
        let scalars = Array(text.unicodeScalars)
        let place = index < 0 ? index + scalars.count : index
        if scalars.indices.contains(place) { return .string(String(scalars[place])) }
      }
    case .object(let object):
      if let found = try object.item(key) { return found }
      if key.isString, let found = try object.attribute(key.text()) { return found }
    default: break
    }
    if key.isString, let method = PythonMethods.method(try key.text(), of: value) { return .object(method) }
    let name = key.isString ? try key.text() : try key.repr()
    return .undefined(
      Undefined(name: name, hint: "object of type '\(value.typeName)' has no attribute \(try key.repr())"))
  }

  /// Jinja's `make_attrgetter`: `a.b.0` walks down; an int is an index; None is the value itself.
  func attribute(_ path: JinjaValue?, of value: JinjaValue, default fallback: JinjaValue? = nil) throws -> JinjaValue {
    guard let path, !path.isNull else { return value }
    guard path.isString else { return try step(path, of: value, fallback) }
    var current = value
    for part in PythonText.split(try path.text(), by: ".") {
      current = try step(Int(part).map { .int($0) } ?? .string(part), of: current, fallback)
    }
    return current
  }

  private func step(_ key: JinjaValue, of value: JinjaValue, _ fallback: JinjaValue?) throws -> JinjaValue {
    let found = try member(key, of: value)
    if found.isUndefined, let fallback, !fallback.isNull { return fallback }
    return found
  }
}
