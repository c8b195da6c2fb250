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
    var string = string
    string.withUTF8 { bytes in
      text.append(34)
      // What stands for itself is taken in one piece.
      var begin = 0
      var position = 0
      while position < bytes.count {
        let byte = bytes[position]
        let isPlain = byte < 127 ? byte >= 32 && byte != 34 && byte != 92 : !asciiOnly
        if isPlain {
          position += 1
          continue
        }
        text += bytes[begin..<position]
        position += Self.escape(bytes[position...], into: &text)
        begin = position
      }
      text += bytes[begin...]
      text.append(34)
    }
  }

  /// Appends the escape for the first scalar of valid UTF-8; gives how many bytes that scalar has.
  private static func escape(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, into text: inout [UInt8]) -> Int {
    let first = bytes[bytes.startIndex]
    if let letter = shortEscape(first) {
      text.append(92)
      text.append(letter)
      return 1
    }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var scalar = UInt32(length == 1 ? first : first & (0x7F >> UInt8(length)))
    for byte in bytes.prefix(length).dropFirst() { scalar = scalar << 6 | UInt32(byte & 0x3F) }
    if scalar > 0xFFFF {
      let rest = scalar - 0x10000
      escape(0xD800 + rest >> 10, into: &text)
      escape(0xDC00 + rest & 0x3FF, into: &text)
    } else {
      escape(scalar, into: &text)
    }
    return length
  }

  private static func shortEscape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 34, 92: byte
    case 10: 110
    case 13: 114
    case 9: 116
    case 8: 98
    case 12: 102
    default: nil
    }
  }

  /// `\uXXXX`.
  private static func escape(_ unit: UInt32, into text: inout [UInt8]) {
    text.append(92)
    text.append(117)
    for shift: UInt32 in [12, 8, 4, 0] {
      let digit = UInt8(unit >> shift & 15)
      text.append(digit < 10 ? 48 + digit : 87 + digit)
    }
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
