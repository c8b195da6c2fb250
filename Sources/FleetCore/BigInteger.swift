/// An integer of any size, as Python has them. Sign and magnitude, magnitude little-endian without leading zeros.
package struct BigInteger: Hashable, Sendable {
  package let isNegative: Bool
  package let magnitude: [UInt32]

  package init(isNegative: Bool, magnitude: [UInt32]) {
    var digits = magnitude
    while digits.last == 0 { digits.removeLast() }
    self.magnitude = digits
    self.isNegative = isNegative && !digits.isEmpty
  }

  package init(_ number: Int) {
    let size = number.magnitude
    self.init(
      isNegative: number < 0, magnitude: [UInt32(truncatingIfNeeded: size), UInt32(truncatingIfNeeded: size >> 32)])
  }

  /// Reads digits in a base up to 36; nil when there is another character.
  package init?(digits: some StringProtocol, radix: UInt32 = 10) {
    var magnitude: [UInt32] = []
    for character in digits.unicodeScalars {
      guard let digit = UInt32(String(character), radix: Int(radix)) else { return nil }
      Self.multiply(&magnitude, by: radix, adding: digit)
    }
    self.init(isNegative: false, magnitude: magnitude)
  }

  /// The number when 64 bits hold it.
  package var int: Int? {
    guard magnitude.count <= 2 else { return nil }
    let low = UInt64(magnitude.first ?? 0)
    let size = low | (magnitude.count > 1 ? UInt64(magnitude[1]) << 32 : 0)
    if isNegative { return size <= UInt64(Int.max) + 1 ? Int(truncatingIfNeeded: 0 &- size) : nil }
    return Int(exactly: size)
  }

  package var negated: BigInteger { BigInteger(isNegative: !isNegative, magnitude: magnitude) }
  package var isZero: Bool { magnitude.isEmpty }
  package var bitWidth: Int {
    magnitude.isEmpty ? 0 : magnitude.count * 32 - magnitude[magnitude.count - 1].leadingZeroBitCount
  }

  private static func multiply(_ magnitude: inout [UInt32], by factor: UInt32, adding addend: UInt32) {
    var carry = UInt64(addend)
    for position in magnitude.indices {
      let product = UInt64(magnitude[position]) * UInt64(factor) + carry
      magnitude[position] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
    if carry > 0 { magnitude.append(UInt32(carry)) }
  }

  private static func compare(_ left: [UInt32], _ right: [UInt32]) -> Int {
    if left.count != right.count { return left.count < right.count ? -1 : 1 }
    for position in left.indices.reversed() where left[position] != right[position] {
      return left[position] < right[position] ? -1 : 1
    }
    return 0
  }

  private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var carry: UInt64 = 0
    for position in 0..<max(left.count, right.count) {
      let total =
        (position < left.count ? UInt64(left[position]) : 0) + (position < right.count ? UInt64(right[position]) : 0)
        + carry
      result.append(UInt32(truncatingIfNeeded: total))
      carry = total >> 32
    }
    if carry > 0 { result.append(UInt32(carry)) }
    return result
  }

  /// The greater magnitude minus the smaller one.
  private static func difference(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var borrow: Int64 = 0
    for position in left.indices {
      var rest = Int64(left[position]) - borrow - (position < right.count ? Int64(right[position]) : 0)
      borrow = rest < 0 ? 1 : 0
      if rest < 0 { rest += 1 << 32 }
      result.append(UInt32(truncatingIfNeeded: rest))
    }
    return result
  }

  package static func + (left: BigInteger, right: BigInteger) -> BigInteger {
    if left.isNegative == right.isNegative {
      return BigInteger(isNegative: left.isNegative, magnitude: sum(left.magnitude, right.magnitude))
    }
    if compare(left.magnitude, right.magnitude) >= 0 {
      return BigInteger(isNegative: left.isNegative, magnitude: difference(left.magnitude, right.magnitude))
    }
    return BigInteger(isNegative: right.isNegative, magnitude: difference(right.magnitude, left.magnitude))
  }

  package static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + right.negated }

  package static func * (left: BigInteger, right: BigInteger) -> BigInteger {
    var result = [UInt32](repeating: 0, count: left.magnitude.count + right.magnitude.count)
    for (i, a) in left.magnitude.enumerated() {
      var carry: UInt64 = 0
      for (j, b) in right.magnitude.enumerated() {
        let total = UInt64(a) * UInt64(b) + UInt64(result[i + j]) + carry
        result[i + j] = UInt32(truncatingIfNeeded: total)
        carry = total >> 32
      }
      result[i + right.magnitude.count] = UInt32(carry)
    }
    return BigInteger(isNegative: left.isNegative != right.isNegative, magnitude: result)
  }

  /// Quotient and remainder rounded towards minus infinity, as Python's `//` and `%`. The divisor is not zero.
  package func dividedFloor(by divisor: BigInteger) -> (quotient: BigInteger, remainder: BigInteger) {
    let (quotient, rest) = Self.divide(magnitude, divisor.magnitude)
    let whole = BigInteger(isNegative: isNegative != divisor.isNegative, magnitude: quotient)
    let remainder = BigInteger(isNegative: isNegative, magnitude: rest)
    if !remainder.isZero, isNegative != divisor.isNegative {
      return (whole - BigInteger(1), remainder + divisor)
    }
    return (whole, remainder)
  }

  /// Long division bit by bit for long divisors, digit by digit for short ones.
  private static func divide(_ left: [UInt32], _ right: [UInt32]) -> ([UInt32], [UInt32]) {
    guard compare(left, right) >= 0 else { return ([], left) }
    if right.count == 1 {
      var quotient = left
      var rest: UInt64 = 0
      for position in left.indices.reversed() {
        let current = rest << 32 | UInt64(left[position])
        quotient[position] = UInt32(current / UInt64(right[0]))
        rest = current % UInt64(right[0])
      }
      return (quotient, rest == 0 ? [] : [UInt32(rest)])
    }
    var quotient = [UInt32](repeating: 0, count: left.count)
    var rest: [UInt32] = []
    for bit in (0..<left.count * 32).reversed() {
      multiply(&rest, by: 2, adding: left[bit / 32] >> UInt32(bit % 32) & 1)
      while rest.last == 0 { rest.removeLast() }
      if compare(rest, right) >= 0 {
        rest = difference(rest, right)
        while rest.last == 0 { rest.removeLast() }
        quotient[bit / 32] |= 1 << UInt32(bit % 32)
      }
    }
    return (quotient, rest)
  }

  /// This number to a power that is not negative.
  package func power(_ exponent: Int) -> BigInteger {
    var result = BigInteger(1)
    var base = self
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = result * base }
      rest >>= 1
      if rest > 0 { base = base * base }
    }
    return result
  }
}
