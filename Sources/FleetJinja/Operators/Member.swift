import FleetCore

/// Attributes and items of values, in the order in which Jinja looks for them.
enum Member {
  /// `value.name`: Python's attributes and methods first, then items.
  static func attribute(_ name: String, of value: JinjaValue) throws -> JinjaValue? {
    switch value {
    case .map(let map):
      // Most dictionaries are asked for keys; only names of methods have a table entry.
      if let method = PythonMethods.method(name, of: value) { return .object(method) }
      return try map.value(for: .string(name))
    case .object(let object):
      if let found = try object.attribute(name) { return found }
      return try object.item(.string(name))
    case .undefined(let undefined):
      return name == "_undefined_name" && undefined.policy == .chainable ? .string(undefined.name) : nil
    case .int, .double, .bool, .bigInt:
      return NumberMethods.attribute(name, of: value) ?? PythonMethods.method(name, of: value).map { .object($0) }
    default: return PythonMethods.method(name, of: value).map { .object($0) }
    }
  }

  /// `value[key]` without the fallback to attributes.
  static func item(_ key: JinjaValue, of value: JinjaValue) throws -> JinjaValue? {
    switch value {
    case .map(let map):
      switch key {
      case .string(let text): return try map.value(for: text)
      case .list, .map: return nil
      default: return try map.value(for: key.key())
      }
    case .list(let list):
      guard let position = position(key, count: list.count) else { return nil }
      return try list.element(at: position)
    case .tuple(let items): return position(key, count: items.count).map { items[$0] }
    case .string(let text):
      guard key.wholeNumber != nil else { return nil }
      let scalars = Array(text.unicodeScalars)
      return position(key, count: scalars.count).map { .string(String(scalars[$0])) }
    case .markup(let text):
      guard key.wholeNumber != nil else { return nil }
      let scalars = Array(text.unicodeScalars)
      return position(key, count: scalars.count).map { .markup(String(scalars[$0])) }
    case .object(let object): return try object.item(key)
    default: return nil
    }
  }

  private static func position(_ key: JinjaValue, count: Int) -> Int? {
    guard let index = key.wholeNumber else { return nil }
    let position = index < 0 ? index + count : index
    return position >= 0 && position < count ? position : nil
  }

  /// Methods that change lists and dictionaries, which an immutable sandbox refuses.
  static func isMutating(_ name: String, _ value: JinjaValue) -> Bool {
    switch value {
    case .list: ["append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"].contains(name)
    case .map: ["clear", "pop", "popitem", "setdefault", "update"].contains(name)
    default: false
    }
  }

  /// What a member of something undefined is: under Ansible's rule the same undefined value again.
  static func ofUndefined(_ undefined: Undefined) throws -> JinjaValue {
    switch undefined.policy {
    case .ansible, .chainable: return .undefined(undefined)
    case .lenient, .debug, .strict: throw undefined.fault
    }
  }

  static func missing(
    _ name: String, in container: JinjaValue, _ frame: Frame, _ range: SourceRange, quoted: Bool = true
  ) -> JinjaValue {
    .undefined(Undefined(missing: name, in: container, isQuoted: quoted, frame: frame, range: range))
  }
}

extension EvaluationContext {
  /// `value.name`, nil when there is none; an undefined value answers by its policy.
  package func attribute(_ name: String, of value: JinjaValue) throws -> JinjaValue? {
    if case .undefined(let undefined) = value { return try Member.ofUndefined(undefined) }
    return try Member.attribute(name, of: value)
  }

  /// `value[key]` as Jinja looks it up (items, then attributes), nil when there is none.
  package func item(_ key: JinjaValue, of value: JinjaValue) throws -> JinjaValue? {
    if case .undefined(let undefined) = value { return try Member.ofUndefined(undefined) }
    if let found = try Member.item(key, of: value) { return found }
    guard case .string(let name) = key else { return nil }
    return try Member.attribute(name, of: value)
  }

  /// `callee(arguments)`.
  package func call(_ callee: JinjaValue, _ arguments: CallArguments) throws -> JinjaValue {
    if case .undefined(let undefined) = callee { throw undefined.fault }
    guard case .object(let object) = callee, let result = try object.call(arguments, self) else {
      throw TemplateFault("'\(callee.typeName)' object is not callable", kind: .type)
    }
    return result
  }
}
