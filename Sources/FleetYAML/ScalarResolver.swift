package import FleetCore

/// What a plain scalar means in YAML 1.1, by the rules of PyYAML's SafeLoader that Ansible reads its files with.
package enum ScalarResolver {
  /// The value of a plain scalar without a tag. Dates stay text: Ansible prints them as they are written.
  package static func resolve(_ text: String) -> Value {
    var copy = text
    return copy.withUTF8 { bytes in
      guard let first = bytes.first else { return .null }
      switch first {
      case UInt8(ascii: "~"):
        return bytes.count == 1 ? .null : .string(text)
      case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
        UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
        return bytes.count <= 5 ? word(text) : .string(text)
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        return number(bytes) ?? .string(text)
      default:
        return .string(text)
      }
    }
  }

  private static func word(_ text: String) -> Value {
    switch text {
    case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .bool(true)
    case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .bool(false)
    case "null", "Null", "NULL": .null
    default: .string(text)
    }
  }

  /// An integer or float of YAML 1.1: binary, octal by a leading 0, hexadecimal, base 60, underscores.
  static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Value? {
    integer(bytes) ?? float(bytes)
  }

  static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Value? {
    var digits = bytes[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    guard let first = digits.first, isDigit(first) else { return nil }
    var magnitude: Int?
    if digits.count == 1 {
      magnitude = Int(first - 48)
    } else if first == UInt8(ascii: "0") {
      let second = digits[digits.startIndex + 1]
      if second == UInt8(ascii: "b") {
        magnitude = parse(digits.dropFirst(2), radix: 2)
      } else if second == UInt8(ascii: "x") {
        magnitude = parse(digits.dropFirst(2), radix: 16)
      } else {
        magnitude = parse(digits.dropFirst(1), radix: 8)
      }
    } else if digits.contains(UInt8(ascii: ":")) {
      magnitude = sexagesimal(digits)
    } else {
      magnitude = parse(digits, radix: 10)
    }
    if let magnitude { return .int(isNegative ? -magnitude : magnitude) }
    return bigInteger(digits, isNegative: isNegative)
  }

  /// An integer that 64 bits do not hold, in any of the notations but the sexagesimal one.
  private static func bigInteger(_ digits: Slice<UnsafeBufferPointer<UInt8>>, isNegative: Bool) -> Value? {
    let text = String(decoding: digits.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    guard text.utf8.count >= 19, text.utf8.count <= Limits.integerDigits else { return nil }
    let notations: [(prefix: String, radix: UInt32)] = [("0b", 2), ("0x", 16), ("0", 8), ("", 10)]
    guard let notation = notations.first(where: { text.hasPrefix($0.prefix) }),
      let size = BigInteger(digits: text.dropFirst(notation.prefix.utf8.count), radix: notation.radix)
    else { return nil }
    return (isNegative ? size.negated : size).data
  }

  /// The number that digits and underscores write; nil for other characters, no digit at all, or beyond 64 bits.
  private static func parse(_ digits: Slice<UnsafeBufferPointer<UInt8>>, radix: Int) -> Int? {
    var result = 0
    var seen = false
    for byte in digits {
      if byte == UInt8(ascii: "_") { continue }
      let digit: Int
      switch byte {
      case 48...57: digit = Int(byte) - 48
      case 97...102: digit = Int(byte) - 87
      case 65...70: digit = Int(byte) - 55
      default: return nil
      }
      guard digit < radix else { return nil }
      let (product, overflow) = result.multipliedReportingOverflow(by: radix)
      let (sum, carry) = product.addingReportingOverflow(digit)
      guard !overflow, !carry else { return nil }
      result = sum
      seen = true
    }
    return seen ? result : nil
  }

  /// `12:30` is 750, as YAML 1.1 has it.
  private static func sexagesimal(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    let parts = digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard let first = parts.first, var result = parse(first, radix: 10) else { return nil }
    for part in parts.dropFirst() {
      guard let value = sixtieth(part) else { return nil }
      let (product, overflow) = result.multipliedReportingOverflow(by: 60)
      guard !overflow else { return nil }
      result = product + value
    }
    return result
  }

  /// `[0-5]?[0-9]`
  private static func sixtieth(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    guard (1...2).contains(part.count), part.allSatisfy(isDigit), let value = parse(part, radix: 10), value < 60 else {
      return nil
    }
    return value
  }

  static func float(_ bytes: UnsafeBufferPointer<UInt8>) -> Value? {
    var digits = bytes[...]
    let hasSign = digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+")
    let sign: Double = digits.first == UInt8(ascii: "-") ? -1 : 1
    if hasSign { digits.removeFirst() }
    guard let dot = digits.firstIndex(of: UInt8(ascii: ".")) else { return nil }
    if dot == digits.startIndex {
      switch String(decoding: digits, as: UTF8.self) {
      case ".inf", ".Inf", ".INF": return .double(sign * .infinity)
      case ".nan", ".NaN", ".NAN": return hasSign ? nil : .double(.nan)
      default: break
      }
      // `\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?` has no sign in PyYAML.
      guard !hasSign, digits.count > 1, isDigit(digits[dot + 1]) else { return nil }
    } else {
      guard isDigit(digits[digits.startIndex]) else { return nil }
      if digits[..<dot].contains(UInt8(ascii: ":")) { return sexagesimalFloat(digits, dot: dot, sign: sign) }
      guard digits[..<dot].allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) else { return nil }
    }
    let tail = digits[(dot + 1)...]
    let exponent = tail.firstIndex { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
    guard tail[..<(exponent ?? tail.endIndex)].allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) else {
      return nil
    }
    if let exponent {
      let power = tail[(exponent + 1)...]
      guard power.count >= 2, power.first == UInt8(ascii: "+") || power.first == UInt8(ascii: "-"),
        power.dropFirst().allSatisfy(isDigit)
      else { return nil }
    }
    return double(digits).map { .double(sign * $0) }
  }

  private static func sexagesimalFloat(
    _ digits: Slice<UnsafeBufferPointer<UInt8>>, dot: Int, sign: Double
  ) -> Value? {
    let parts = digits[..<dot].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard let first = parts.first, let whole = parse(first, radix: 10),
      digits[(dot + 1)...].allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") })
    else { return nil }
    var result = Double(whole)
    for part in parts.dropFirst() {
      guard let value = sixtieth(part) else { return nil }
      result = result * 60 + Double(value)
    }
    return double(digits[dot...]).map { .double(sign * (result + $0)) }
  }

  /// Reads the digits of a checked float, underscores left out; `1.` and `.` need a zero for Swift.
  private static func double(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
    var text = ""
    var previous = UInt8(ascii: ".")
    for byte in digits where byte != UInt8(ascii: "_") {
      if byte == UInt8(ascii: "."), text.isEmpty { text += "0" }
      if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E"), previous == UInt8(ascii: ".") { text += "0" }
      text.unicodeScalars.append(Unicode.Scalar(byte))
      previous = byte
    }
    if previous == UInt8(ascii: ".") { text += "0" }
    return Double(text)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
}
