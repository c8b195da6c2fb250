package import FleetCore

/// Reads values in the wire's format. The bytes may be hostile: every count is checked against what is there, depth
/// and number of values are bounded, and no fault ends the program.
package struct BinaryDecoder: Sendable {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int
  private var valuesLeft = Limits.frameValues

  package init(_ bytes: [UInt8]) { self.init(bytes, in: 0..<bytes.count) }

  /// Reads only the given part, without copying it.
  package init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = min(range.upperBound, bytes.count)
  }

  package var remaining: Int { end - position }

  /// Fails unless all was read.
  package func finish() throws(ProtocolError) {
    if remaining != 0 { throw ProtocolError(.malformed, "\(remaining) bytes too many at the end of a message") }
  }

  package mutating func byte() throws(ProtocolError) -> UInt8 {
    guard position < end else { throw ProtocolError(.truncated, "a message ends inside a value") }
    defer { position += 1 }
    return bytes[position]
  }

  package mutating func flag() throws(ProtocolError) -> Bool {
    switch try byte() {
    case 0: return false
    case 1: return true
    case let other: throw ProtocolError(.malformed, "\(other) where 0 or 1 was expected")
    }
  }

  package mutating func unsigned() throws(ProtocolError) -> UInt64 {
    var result: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      let next = try byte()
      let bits = UInt64(next & 0x7f)
      if shift == 63, bits > 1 { break }
      result |= bits << shift
      if next & 0x80 == 0 { return result }
    }
    throw ProtocolError(.malformed, "a number of more than 64 bits")
  }

  package mutating func unsigned32() throws(ProtocolError) -> UInt32 {
    guard let number = UInt32(exactly: try unsigned()) else {
      throw ProtocolError(.malformed, "a number of more than 32 bits where fewer were expected")
    }
    return number
  }

  package mutating func signed() throws(ProtocolError) -> Int {
    let zigzag = try unsigned()
    return Int(truncatingIfNeeded: Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1))
  }

  /// A count of things that take at least `size` bytes each.
  package mutating func count(ofSize size: Int = 1) throws(ProtocolError) -> Int {
    let number = try unsigned()
    guard number <= UInt64(remaining / max(1, size)) else {
      throw ProtocolError(.truncated, "a count of \(number) where \(remaining) bytes are left")
    }
    return Int(number)
  }

  package mutating func double() throws(ProtocolError) -> Double {
    var pattern: UInt64 = 0
    for _ in 0..<8 { pattern = pattern << 8 | UInt64(try byte()) }
    return Double(bitPattern: pattern)
  }

  /// Bytes that are not UTF-8 become U+FFFD.
  package mutating func text() throws(ProtocolError) -> String {
    let length = try count()
    defer { position += length }
    return String(decoding: bytes[position..<position + length], as: UTF8.self)
  }

  package mutating func optionalText() throws(ProtocolError) -> String? { try flag() ? try text() : nil }

  package mutating func data() throws(ProtocolError) -> [UInt8] {
    let length = try count()
    defer { position += length }
    return Array(bytes[position..<position + length])
  }

  package mutating func array<Element>(
    _ each: (inout BinaryDecoder) throws(ProtocolError) -> Element
  ) throws(ProtocolError) -> [Element] {
    let length = try count()
    var result: [Element] = []
    result.reserveCapacity(min(length, 1024))
    for _ in 0..<length {
      try spendValue()
      result.append(try each(&self))
    }
    return result
  }

  package mutating func texts() throws(ProtocolError) -> [String] {
    try array { (decoder) throws(ProtocolError) in try decoder.text() }
  }

  package mutating func value() throws(ProtocolError) -> Value { try value(depth: 0) }
  package mutating func map() throws(ProtocolError) -> ValueMap { try map(depth: 0) }

  private mutating func spendValue() throws(ProtocolError) {
    valuesLeft -= 1
    if valuesLeft < 0 { throw ProtocolError(.tooLarge, "more than \(Limits.frameValues) values in one message") }
  }

  private mutating func value(depth: Int) throws(ProtocolError) -> Value {
    guard depth <= Limits.nestingDepth else {
      throw ProtocolError(.tooDeep, "values nested deeper than \(Limits.nestingDepth)")
    }
    try spendValue()
    let tag = try byte()
    switch ValueTag(rawValue: tag) {
    case .null: return .null
    case .no: return .bool(false)
    case .yes: return .bool(true)
    case .int: return .int(try signed())
    case .bigInt:
      let text = try text()
      guard let number = BigInteger(decimal: text), number.int == nil else {
        throw ProtocolError(.malformed, "`\(text.prefix(40))` is not an integer beyond 64 bits")
      }
      return .bigInt(number)
    case .double: return .double(try double())
    case .string: return .string(try text())
    case .list:
      return .list(try array { (decoder) throws(ProtocolError) in try decoder.value(depth: depth + 1) })
    case .map: return .map(try map(depth: depth + 1))
    case nil: throw ProtocolError(.malformed, "unknown tag \(tag) of a value")
    }
  }

  private mutating func map(depth: Int) throws(ProtocolError) -> ValueMap {
    let length = try count(ofSize: 2)
    var result = ValueMap()
    for _ in 0..<length {
      let key = try value(depth: depth + 1)
      result[key] = try value(depth: depth + 1)
    }
    return result
  }
}
