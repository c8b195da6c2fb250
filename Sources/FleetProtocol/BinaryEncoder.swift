package import FleetCore

/// Writes values in the wire's format: a tag byte, then a varint, eight bytes, or a length and its bytes.
package struct BinaryEncoder: Sendable {
  package private(set) var bytes: [UInt8]

  package init(reserving count: Int = 256) {
    bytes = []
    bytes.reserveCapacity(count)
  }

  package mutating func encode(_ byte: UInt8) { bytes.append(byte) }
  package mutating func encode(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  /// Seven bits a byte, the lowest first; the high bit says that more follow.
  package mutating func encode(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  package mutating func encode(count: Int) { encode(UInt64(count)) }

  /// Zigzag, so that small negative numbers stay short.
  package mutating func encode(_ number: Int) {
    encode(UInt64(bitPattern: Int64((number << 1) ^ (number >> (Int.bitWidth - 1)))))
  }

  package mutating func encode(_ number: Double) {
    let pattern = number.bitPattern
    for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: pattern >> shift)) }
  }

  package mutating func encode(_ text: String) {
    let utf8 = text.utf8
    encode(count: utf8.count)
    bytes.append(contentsOf: utf8)
  }

  package mutating func encode(_ text: String?) {
    encode(text != nil)
    if let text { encode(text) }
  }

  package mutating func encode(_ data: [UInt8]) {
    encode(count: data.count)
    bytes.append(contentsOf: data)
  }

  package mutating func encode<Element>(_ elements: [Element], _ each: (inout BinaryEncoder, Element) -> Void) {
    encode(count: elements.count)
    for element in elements { each(&self, element) }
  }

  package mutating func encode(_ texts: [String]) { encode(texts) { $0.encode($1) } }

  package mutating func encode(_ value: Value) {
    switch value {
    case .null: encode(ValueTag.null.rawValue)
    case .bool(let flag): encode((flag ? ValueTag.yes : ValueTag.no).rawValue)
    case .int(let number):
      encode(ValueTag.int.rawValue)
      encode(number)
    case .bigInt(let number):
      encode(ValueTag.bigInt.rawValue)
      encode(number.decimalText)
    case .double(let number):
      encode(ValueTag.double.rawValue)
      encode(number)
    case .string(let text):
      encode(ValueTag.string.rawValue)
      encode(text)
    case .list(let items):
      encode(ValueTag.list.rawValue)
      encode(items) { $0.encode($1) }
    case .map(let map):
      encode(ValueTag.map.rawValue)
      encode(map)
    }
  }

  package mutating func encode(_ map: ValueMap) {
    encode(count: map.count)
    for (key, value) in map {
      encode(key)
      encode(value)
    }
  }
}
