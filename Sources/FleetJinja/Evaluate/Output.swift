import FleetCore

/// Where a template writes: text, or under native types the values until there are two of them.
final class Output {
  /// UTF-8: appending bytes is much cheaper than appending to a `String`.
  private var bytes: [UInt8] = []
  /// So many of `bytes` are written, the rest is room.
  private var count = 0
  /// A single value keeps its type; Ansible drops none, and joins everything else as text.
  private let isNative: Bool
  private let isAnsible: Bool
  private var single: JinjaValue?
  private var isMixed = false
  private let limit = Limits.templateOutputCharacters

  init(_ context: EvaluationContext, isNative: Bool? = nil) {
    self.isNative = isNative ?? context.options.nativeTypes
    isAnsible = context.isAnsible
  }

  var text: String { String(decoding: bytes[..<count], as: UTF8.self) }

  /// Text of the template itself.
  func write(_ part: String, _ utf8: [UInt8]) throws {
    if isNative, !isMixed {
      guard let first = single else {
        single = .string(part)
        return
      }
      isMixed = true
      try append(first)
      single = nil
    }
    utf8.withUnsafeBufferPointer { add($0) }
    try check()
  }

  func write(_ part: String) throws { try write(part, Array(part.utf8)) }

  private func check() throws {
    guard count <= limit else { throw TemplateFault.outputLimit }
  }

  private func add(_ part: String) {
    var part = part
    part.withUTF8 { add($0) }
  }

  private func add(_ part: UnsafeBufferPointer<UInt8>) {
    guard let source = part.baseAddress else { return }
    if count + part.count > bytes.count { grow(count + part.count) }
    bytes.withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      (base + count).update(from: source, count: part.count)
    }
    count += part.count
  }

  private func add(_ number: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var start = 20
      var rest = number.magnitude
      repeat {
        start -= 1
        digits[start] = 48 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if number < 0 {
        start -= 1
        digits[start] = 45
      }
      add(UnsafeBufferPointer(rebasing: digits[start...]))
    }
  }

  private func grow(_ wanted: Int) {
    let size = max(wanted, bytes.count * 2, 256)
    bytes.reserveCapacity(size)
    bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
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
      add(try HTMLText.escaped(value))
    } else {
      try append(value)
    }
    try check()
  }

  private func append(_ value: JinjaValue) throws {
    switch value {
    case .string(let part), .markup(let part): add(part)
    case .int(let number): add(number)
    case .null where isAnsible, .omit where isAnsible: return
    case .list, .map, .tuple: add(try isAnsible ? value.finalized().text() : value.text())
    default: add(try value.text())
    }
    try check()
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
