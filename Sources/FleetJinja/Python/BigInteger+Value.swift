package import FleetCore

extension BigInteger {
  /// The smallest kind of value that holds the number.
  package var value: JinjaValue { int.map { .int($0) } ?? .bigInt(self) }
}
