import FleetCore

/// Where a template writes: text, or under native types the values until there are two of them.
final class Output {
  private(set) var text = ""
  /// A single value keeps its type; Ansible drops none, and joins everything else as text.
  private let isNative: Bool
  private let isAnsible: Bool
  private var single: JinjaValue?
  private var isMixed = false

  init(_ context: EvaluationContext, isNative: Bool? = nil) {
    self.isNative = isNative ?? context.options.nativeTypes
    isAnsible = context.options.undefined == .ansible
  }

  /// Text of the template itself.
  func write(_ part: String) throws {
    if isNative, !isMixed {
      guard let first = single else {
        single = .string(part)
        return
      }
      isMixed = true
      try append(first)
      single = nil
    }
    text += part
    guard text.utf8.count <= Limits.templateOutputCharacters else { throw TemplateFault.outputLimit }
  }

  /// The value of a `{{ }}`.
  func write(_ value: JinjaValue, _ context: EvaluationContext) throws {
    if isNative {
      if isAnsible, case .null = value { return }
      if !isMixed {
        guard let first = single else {
          single = value
          return
        }
        isMixed = true
        single = nil
        try append(first)
      }
      return try append(value)
    }
    if context.autoescape {
      text += try HTMLText.escaped(value)
    } else {
      try append(value)
    }
    guard text.utf8.count <= Limits.templateOutputCharacters else { throw TemplateFault.outputLimit }
  }

  private func append(_ value: JinjaValue) throws {
    switch value {
    case .string(let part), .markup(let part): text += part
    case .int(let number): text += String(number)
    case .null where isAnsible, .omit where isAnsible: return
    case .list, .map, .tuple: text += isAnsible ? try value.finalized().text() : try value.text()
    default: text += try value.text()
    }
    guard text.utf8.count <= Limits.templateOutputCharacters else { throw TemplateFault.outputLimit }
  }

  /// Everything written, as a value: the single one, or the text.
  func value(_ context: EvaluationContext) -> JinjaValue {
    if isNative {
      if isMixed { return .string(text) }
      return single ?? .null
    }
    return context.autoescape ? .markup(text) : .string(text)
  }
}

extension JinjaValue {
  /// The value as Ansible stores it: tuples are lists, `omit` drops out, undefined values are errors. The text of a
  /// container in the midst of a template is made of this.
  func finalized(depth: Int = 0) throws -> JinjaValue {
    guard depth < Limits.nestingDepth else {
      throw TemplateFault("a value is nested deeper than \(Limits.nestingDepth) levels", kind: .limit)
    }
    func kept(_ items: [JinjaValue]) throws -> JinjaValue {
      .list(try items.compactMap { $0.isOmit ? nil : try $0.finalized(depth: depth + 1) })
    }
    switch self {
    case .undefined(let undefined): throw undefined.fault
    case .list(let list): return try kept(list.elements())
    case .tuple(let items): return try kept(items)
    case .map(let map):
      let result = MapObject()
      for (key, value) in try map.pairs() where !value.isOmit {
        result.set(try value.finalized(depth: depth + 1), for: key)
      }
      return .map(result)
    default: return self
    }
  }
}
