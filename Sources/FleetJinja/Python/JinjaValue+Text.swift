import FleetCore

extension JinjaValue {
  /// Python's `str()`.
  package func text() throws -> String {
    switch self {
    case .string(let text), .markup(let text): return text
    case .undefined(let undefined): return try undefined.text()
    case .object(let object): return try object.text()
    default: return try repr()
    }
  }

  /// Python's `repr()`: how the value looks inside a list.
  package func repr() throws -> String {
    var text = ""
    try appendRepr(to: &text, depth: 0)
    return text
  }

  private func appendRepr(to text: inout String, depth: Int) throws {
    guard depth < Limits.nestingDepth else {
      throw TemplateFault("a value is nested deeper than \(Limits.nestingDepth) levels", kind: .limit)
    }
    switch self {
    case .undefined(let undefined): text += try undefined.lenient("Undefined")
    case .omit: text += "<<Omit>>"
    case .null: text += "None"
    case .bool(let flag): text += flag ? "True" : "False"
    case .int(let number): text += String(number)
    case .bigInt(let number): text += number.decimalText
    case .double(let number): text += JSONWriter.floatText(number)
    case .string(let string): text += PythonText.repr(string)
    case .markup(let string): text += "Markup(" + PythonText.repr(string) + ")"
    case .list(let list):
      text += "["
      for (position, item) in try list.elements().enumerated() {
        if position > 0 { text += ", " }
        try item.appendRepr(to: &text, depth: depth + 1)
      }
      text += "]"
    case .tuple(let items):
      text += "("
      for (position, item) in items.enumerated() {
        if position > 0 { text += ", " }
        try item.appendRepr(to: &text, depth: depth + 1)
      }
      text += items.count == 1 ? ",)" : ")"
    case .map(let map):
      text += "{"
      for (position, pair) in try map.pairs().enumerated() {
        if position > 0 { text += ", " }
        try JinjaValue(key: pair.key).appendRepr(to: &text, depth: depth + 1)
        text += ": "
        try pair.value.appendRepr(to: &text, depth: depth + 1)
      }
      text += "}"
    case .object(let object): text += try object.repr()
    }
  }
}

extension BigInteger {
  /// All decimal digits, with a minus sign when negative.
  var decimalText: String {
    var rest = magnitude
    var groups: [String] = []
    while !rest.isEmpty {
      var remainder: UInt64 = 0
      for position in rest.indices.reversed() {
        let current = remainder << 32 | UInt64(rest[position])
        rest[position] = UInt32(current / 1_000_000_000)
        remainder = current % 1_000_000_000
      }
      while rest.last == 0 { rest.removeLast() }
      let digits = String(remainder)
      groups.append(rest.isEmpty ? digits : String(repeating: "0", count: 9 - digits.count) + digits)
    }
    return (isNegative ? "-" : "") + (groups.isEmpty ? "0" : groups.reversed().joined())
  }

  /// The nearest float.
  var asDouble: Double {
    guard magnitude.count > 2 else {
      let size = magnitude.reversed().reduce(UInt64(0)) { $0 << 32 | UInt64($1) }
      return isNegative ? -Double(size) : Double(size)
    }
    // The upper 64 bits, the lowest of which says whether anything follows: rounding them once is exact.
    let shift = bitWidth - 64
    let (word, bits) = (shift / 32, shift % 32)
    var top: UInt64 = 0
    for position in (word..<min(word + 3, magnitude.count)).reversed() {
      let part = UInt64(magnitude[position])
      let offset = (position - word) * 32 - bits
      top |= offset >= 0 ? part << UInt64(offset) : part >> UInt64(-offset)
    }
    let hasMore = magnitude[..<word].contains { $0 != 0 } || magnitude[word] & ((1 << UInt32(bits)) - 1) != 0
    let size = Double(sign: .plus, exponent: shift, significand: Double(top | (hasMore ? 1 : 0)))
    return isNegative ? -size : size
  }
}
