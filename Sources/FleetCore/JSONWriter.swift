/// Writes a `Value` as JSON, in the forms that Python's `json.dumps` gives.
package struct JSONWriter: Sendable {
  /// Spaces per level; nil for one line.
  package var indent: Int?
  package var sortsKeys: Bool
  /// Escape everything beyond ASCII as `\uXXXX`.
  package var asciiOnly: Bool
  /// `", "` and `": "` as Python writes on one line, or `","` and `":"`.
  package var compact: Bool

  package init(indent: Int? = nil, sortsKeys: Bool = false, asciiOnly: Bool = true, compact: Bool = false) {
    self.indent = indent
    self.sortsKeys = sortsKeys
    self.asciiOnly = asciiOnly
    self.compact = compact
  }

  package func write(_ value: Value) -> String {
    var text: [UInt8] = []
    write(value, level: 0, into: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the JSON of `value` to `text`.
  package func write(_ value: Value, level: Int = 0, into text: inout [UInt8]) {
    switch value {
    case .null: text += "null".utf8
    case .bool(let flag): text += (flag ? "true" : "false").utf8
    case .int(let number): text += String(number).utf8
    case .bigInt(let number): text += number.decimalText.utf8
    case .double(let number): text += Self.number(number).utf8
    case .string(let string): quote(string, into: &text)
    case .list(let items):
      group(items, "[", "]", level: level, into: &text) { item, text in write(item, level: level + 1, into: &text) }
    case .map(let map):
      var entries = map.map { (Self.keyText($0.key), $0.value) }
      if sortsKeys { entries.sort { Self.codePointOrder($0.0, $1.0) } }
      group(entries, "{", "}", level: level, into: &text) { entry, text in
        quote(entry.0, into: &text)
        text += (compact ? ":" : ": ").utf8
        write(entry.1, level: level + 1, into: &text)
      }
    }
  }

  private func group<Item>(
    _ items: [Item], _ open: String, _ close: String, level: Int, into text: inout [UInt8],
    _ each: (Item, inout [UInt8]) -> Void
  ) {
    text += open.utf8
    for (position, item) in items.enumerated() {
      if position > 0 { text += (indent != nil || compact ? "," : ", ").utf8 }
      newline(level + 1, into: &text)
      each(item, &text)
    }
    if !items.isEmpty { newline(level, into: &text) }
    text += close.utf8
  }

  private func newline(_ level: Int, into text: inout [UInt8]) {
    guard let indent else { return }
    text.append(10)
    text += Array(repeating: 32, count: indent * level)
  }

  private func quote(_ string: String, into text: inout [UInt8]) {
    text.append(34)
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += [92, 34]
      case "\\": text += [92, 92]
      case "\n": text += [92, 110]
      case "\r": text += [92, 114]
      case "\t": text += [92, 116]
      case "\u{8}": text += [92, 98]
      case "\u{C}": text += [92, 102]
      default:
        if scalar.value < 32 || (asciiOnly && scalar.value > 126) {
          for unit in String(scalar).utf16 { text += Self.escaped(unit).utf8 }
        } else {
          text += String(scalar).utf8
        }
      }
    }
    text.append(34)
  }

  private static func escaped(_ unit: UInt16) -> String {
    let hex = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
  }

  /// A key as JSON text: Python writes True as `true`, None as `null`, numbers as they are.
  package static func keyText(_ key: Value) -> String {
    switch key {
    case .string(let text): text
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .bigInt(let number): number.decimalText
    case .double(let number): Self.number(number)
    default: JSONWriter().write(key)
    }
  }

  /// Python orders strings by code point.
  package static func codePointOrder(_ left: String, _ right: String) -> Bool {
    left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
  }

  /// A float as Python's `repr` writes it: `1.0`, `1e+16`, `1e-05`, `NaN`, `Infinity`.
  package static func number(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return floatText(number)
  }

  /// The shortest text that reads back as the same float, in Python's form (RFC-free: CPython's `repr`).
  package static func floatText(_ number: Double) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    let swift = "\(abs(number))"
    let sign = number.sign == .minus ? "-" : ""
    var mantissa = swift
    var exponent = 0
    if let mark = swift.firstIndex(of: "e") {
      mantissa = String(swift[..<mark])
      exponent = Int(swift[swift.index(after: mark)...]) ?? 0
    }
    let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    let whole = parts.first.map(String.init) ?? "0"
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    let all = whole + (fraction == "0" ? "" : fraction)
    let leading = all.prefix { $0 == "0" }.count
    var digits = String(all.dropFirst(leading))
    while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    if digits.isEmpty { return sign + "0.0" }
    // Position of the decimal point relative to the first digit.
    let point = whole.count - leading + exponent
    if point > 16 || point < -3 {
      let power = point - 1
      let rest = digits.dropFirst()
      let exponentText = abs(power) < 10 ? "0\(abs(power))" : "\(abs(power))"
      return sign + String(digits.prefix(1)) + (rest.isEmpty ? "" : "." + rest) + "e" + (power < 0 ? "-" : "+")
        + exponentText
    }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    if digits.count <= point { return sign + digits + String(repeating: "0", count: point - digits.count) + ".0" }
    return sign + String(digits.prefix(point)) + "." + String(digits.dropFirst(point))
  }
}
