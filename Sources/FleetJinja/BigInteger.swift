/// An integer of any size, as Python has them. Sign and magnitude, magnitude little-endian without leading zeros.
package struct BigInteger: Hashable, Sendable {
  package let isNegative: Bool
  package let magnitude: [UInt32]

  package init(isNegative: Bool, magnitude: [UInt32]) {
    self.isNegative = isNegative
    self.magnitude = magnitude
  }
}
