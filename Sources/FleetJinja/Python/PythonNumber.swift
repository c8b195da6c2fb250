import FleetCore

/// Text read as numbers the way Python's `int()` and `float()` read it.
package enum PythonNumber {
  /// `int(text, base)`; nil when it is none.
  package static func integer(_ text: String, base: Int = 10) -> JinjaValue? {
    var digits = PythonText.strip(text)
    var isNegative = false
    if digits.hasPrefix("-") || digits.hasPrefix("+") { isNegative = digits.removeFirst() == "-" }
    var radix = base
    let lower = digits.lowercased()
    for (prefix, size) in [("0x", 16), ("0o", 8), ("0b", 2)]
    where lower.hasPrefix(prefix) && (base == size || base == 0) {
      radix = size
      digits = String(digits.dropFirst(2))
      if digits.hasPrefix("_") { digits.removeFirst() }
    }
    if radix == 0 { radix = 10 }
    guard let plain = withoutUnderscores(digits), (2...36).contains(radix) else { return nil }
    let ascii = asciiDigits(plain)
    guard ascii.utf8.first.map({ $0 != 43 && $0 != 45 }) == true else { return nil }
    if let number = Int((isNegative ? "-" : "") + ascii, radix: radix) { return .int(number) }
    guard ascii.unicodeScalars.allSatisfy({ digit($0, radix) != nil }), !ascii.isEmpty else { return nil }
    var magnitude: [UInt32] = []
    for scalar in ascii.unicodeScalars {
      var carry = UInt64(digit(scalar, radix) ?? 0)
      for position in magnitude.indices {
        let product = UInt64(magnitude[position]) * UInt64(radix) + carry
        magnitude[position] = UInt32(truncatingIfNeeded: product)
        carry = product >> 32
      }
      if carry > 0 { magnitude.append(UInt32(carry)) }
    }
    return .bigInt(BigInteger(isNegative: isNegative, magnitude: magnitude))
  }

  private static func digit(_ scalar: Unicode.Scalar, _ radix: Int) -> Int? {
    Int(String(scalar), radix: radix)
  }

  /// Decimal digits of other scripts count too.
  private static func asciiDigits(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 > 127 }) else { return text }
    return text.unicodeScalars.map { scalar in
      if scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue {
        return String(Int(value))
      }
      return String(scalar)
    }.joined()
  }

  /// Single underscores between digits are allowed.
  private static func withoutUnderscores(_ text: String) -> String? {
    guard text.utf8.contains(95) else { return text }
    guard !text.hasPrefix("_"), !text.hasSuffix("_"), !text.contains("__") else { return nil }
    return text.filter { $0 != "_" }
  }

  /// `float(text)`; nil when it is none.
  package static func float(_ text: String) -> Double? {
    guard let plain = withoutUnderscores(PythonText.strip(text)), !plain.isEmpty else { return nil }
    let lower = asciiDigits(plain).lowercased()
    guard !lower.contains("x"), !lower.contains("p"), !lower.contains("(") else { return nil }
    let unsigned = lower.hasPrefix("-") || lower.hasPrefix("+") ? String(lower.dropFirst()) : lower
    if unsigned.utf8.first.map({ (97...122).contains($0) }) == true {
      guard ["inf", "infinity", "nan"].contains(unsigned) else { return nil }
    }
    if let number = Double(lower) { return number }
    // `1.` and `.5` are numbers in Python.
    if lower.hasSuffix(".") { return Double(lower + "0") }
    return nil
  }

  /// `int(value)` of any value: numbers are cut, text is read; nil when Python raises an error.
  package static func integer(of value: JinjaValue, base: Int = 10) -> JinjaValue? {
    switch value {
    case .int, .bigInt: return value
    case .bool(let flag): return .int(flag ? 1 : 0)
    case .double(let number): return integer(of: number)
    case .string(let text), .markup(let text): return integer(text, base: base)
    default: return nil
    }
  }

  /// A float cut towards zero, of any size.
  package static func integer(of number: Double) -> JinjaValue? {
    guard number.isFinite else { return nil }
    let whole = number.rounded(.towardZero)
    if let small = Int(exactly: whole) { return .int(small) }
    var rest = whole.magnitude
    var magnitude: [UInt32] = []
    while rest >= 1 {
      magnitude.append(UInt32(rest.truncatingRemainder(dividingBy: 4_294_967_296)))
      rest = (rest / 4_294_967_296).rounded(.down)
    }
    return .bigInt(BigInteger(isNegative: whole < 0, magnitude: magnitude))
  }
}
