import FleetCore

extension BoundArguments {
  /// An argument that was given and is not None.
  func value(_ name: String) -> JinjaValue? {
    guard let value = self[name] else { return nil }
    if case .null = value { return nil }
    return value
  }

  /// A string argument, nil when it was not given or is None.
  func string(_ name: String) throws -> String? { try value(name)?.string(named: name) }

  /// A string argument that must be there.
  func requiredString(_ name: String) throws -> String {
    guard let text = try string(name) else { throw TemplateFault("argument `\(name)` must be a string") }
    return text
  }

  /// Any argument as text.
  func text(_ name: String) throws -> String? { try value(name)?.text() }

  /// An integer argument.
  func int(_ name: String) throws -> Int? { try value(name)?.integer(named: name) }

  /// A truth argument; `fallback` when it was not given.
  func flag(_ name: String, default fallback: Bool) throws -> Bool { try self[name]?.isTruthy ?? fallback }
}

extension JinjaValue {
  /// The text of a string; a TypeError for anything else.
  func string(named name: String = "argument") throws -> String {
    switch self {
    case .string(let text), .markup(let text): return text
    case .undefined(let undefined): throw TemplateFault(undefined.message, kind: .undefined, span: undefined.span)
    default: throw TemplateFault("`\(name)` must be a string, not '\(typeName)'", kind: .type)
    }
  }

  /// An integer; a TypeError for anything else.
  func integer(named name: String = "argument") throws -> Int {
    switch self {
    case .int(let number): return number
    case .bool(let flag): return flag ? 1 : 0
    case .undefined(let undefined): throw TemplateFault(undefined.message, kind: .undefined, span: undefined.span)
    default: throw TemplateFault("'\(typeName)' object cannot be interpreted as an integer", kind: .type)
    }
  }

  /// Whether the value is a string.
  var isString: Bool {
    switch self {
    case .string, .markup: true
    default: false
    }
  }

  /// The size of a string; nil for what is none.
  var textBytes: Int? {
    switch self {
    case .string(let text), .markup(let text): text.utf8.count
    default: nil
    }
  }

  var isNull: Bool { if case .null = self { true } else { false } }

  /// The dictionary behind the value.
  var mapObject: MapObject? { if case .map(let map) = self { map } else { nil } }

  /// Whether Python's `isinstance(value, Sequence)` without strings holds: lists, tuples, views.
  var isListLike: Bool {
    switch self {
    case .list, .tuple: true
    case .object(let object): object is DictionaryView || object.typeName == "range"
    default: false
    }
  }
}
