extension BigInteger {
  /// All decimal digits, with a minus sign when negative.
  package var decimalText: String {
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
  package var asDouble: Double {
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

  /// Below, at or above zero for less, equal, greater.
  package func order(to other: BigInteger) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    var order = magnitude.count - other.magnitude.count
    if order == 0 {
      for (left, right) in zip(magnitude.reversed(), other.magnitude.reversed()) where left != right {
        order = left < right ? -1 : 1
        break
      }
    }
    return isNegative ? -order : order
  }
}

extension BigInteger {
  /// The number that a text writes in decimal, with or without a sign; nil for any other text.
  package init?(decimal text: some StringProtocol) {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.count <= Limits.integerDigits, let size = BigInteger(digits: digits) else {
      return nil
    }
    self = isNegative ? size.negated : size
  }

  /// The smallest kind of data that holds the number.
  package var data: Value { int.map { .int($0) } ?? .bigInt(self) }
}
