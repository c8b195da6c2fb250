/// The forms in which a secret may come out: as it is, line by line, escaped, percent-encoded, in Base64.
enum SecretVariants {
  /// Lines shorter than this say too little to be masked on their own.
  private static let shortestLine = 8
  /// Base64 of fewer bytes would match by chance.
  private static let shortestEncoded = 6

  static func all(of secret: String) -> [[UInt8]] {
    let bytes = Array(secret.utf8)
    var variants = [bytes]
    let lines = bytes.split(whereSeparator: { $0 == 10 || $0 == 13 })
    if lines.count > 1 { variants += lines.filter { $0.count >= shortestLine }.map { Array($0) } }
    variants.append(escaped(secret, quote: "\""))
    variants.append(escaped(secret, quote: "'"))
    variants.append(percentEncoded(bytes, space: "%20"))
    variants.append(percentEncoded(bytes, space: "+"))
    if bytes.count >= shortestEncoded {
      for skipped in 0..<3 { variants += encoded(bytes, behind: skipped) }
    }
    return variants
  }

  /// As JSON and Python show it inside quotes.
  private static func escaped(_ secret: String, quote: Unicode.Scalar) -> [UInt8] {
    var result = ""
    for scalar in secret.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case quote: result += "\\" + String(quote)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return Array(result.utf8)
  }

  private static func percentEncoded(_ bytes: [UInt8], space: String) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in bytes {
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
        result.append(byte)
      case 32: result += space.utf8
      default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return result
  }

  /// Base64 in both alphabets. Behind one or two other bytes (`user:secret`) the digits at the edges depend on the
  /// neighbours, so only those in between are known.
  private static func encoded(_ bytes: [UInt8], behind skipped: Int) -> [[UInt8]] {
    let padded = [UInt8](repeating: 0, count: skipped) + bytes
    let whole = padded.count / 3 * 3
    let start = skipped == 0 ? 0 : 4
    // The text may end right after the secret: then the last digits are known too, filled up with zero bits.
    let rest = padded.count - whole
    let filled = padded + [UInt8](repeating: 0, count: rest == 0 ? 0 : 3 - rest)
    var variants: [[UInt8]] = []
    for isURL in [false, true] {
      variants.append(Array(digits(Array(padded[..<whole]), url: isURL).dropFirst(start)))
      let ending = digits(filled, url: isURL)
      variants.append(Array(ending.dropLast(rest == 0 ? 0 : 3 - rest).dropFirst(start)))
    }
    return variants.filter { $0.count >= 8 }
  }

  private static func digits(_ bytes: [UInt8], url: Bool) -> [UInt8] {
    let alphabet = Array(
      ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + (url ? "-_" : "+/")).utf8)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = UInt32(bytes[start]) << 16 | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2])
      for shift in [18, 12, 6, 0] as [UInt32] { result.append(alphabet[Int(group >> shift & 63)]) }
    }
    return result
  }
}
