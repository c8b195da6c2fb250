/// Base 64 as Python's `base64` module writes and reads it.
package enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  package static func encode(_ bytes: [UInt8], urlSafe: Bool = false) -> String {
    var letters = alphabet
    if urlSafe {
      letters[62] = 45
      letters[63] = 95
    }
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let chunk = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in chunk { bits = bits << 8 | UInt32(byte) }
      bits <<= UInt32(8 * (3 - chunk.count))
      for position in 0..<4 {
        result.append(position <= chunk.count ? letters[Int(bits >> UInt32(18 - 6 * position) & 63)] : 61)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Characters outside the alphabet are skipped, as Python does without `validate`.
  package static func decode(_ text: String, urlSafe: Bool = false) throws -> [UInt8] {
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    var isPadded = false
    for byte in text.utf8 {
      let value: UInt32
      switch byte {
      case 65...90: value = UInt32(byte) - 65
      case 97...122: value = UInt32(byte) - 71
      case 48...57: value = UInt32(byte) + 4
      case 43: value = 62
      case 47: value = 63
      case 45 where urlSafe: value = 62
      case 95 where urlSafe: value = 63
      case 61:
        if count % 4 >= 2 { isPadded = true }
        continue
      default: continue
      }
      guard !isPadded || count % 4 == 0 else { continue }
      bits = bits << 6 | value
      count += 1
      if count % 4 == 0 {
        result += [
          UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits),
        ]
        bits = 0
      }
    }
    switch count % 4 {
    case 0: break
    case 2 where isPadded: result.append(UInt8(truncatingIfNeeded: bits >> 4))
    case 3 where isPadded: result += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
    case 1:
      throw TemplateFault(
        "Invalid base64-encoded string: number of data characters (\(count)) cannot be 1 more than a multiple of 4",
        kind: .value)
    default: throw TemplateFault("Incorrect padding", kind: .value)
    }
    return result
  }
}
