import FleetCore

/// What YAML 1.1 reads an unquoted scalar as: the emitter quotes a text whose type would change.
enum PlainScalar {
  /// `str`, `int`, `bool`, `timestamp` and so on.
  static func type(of text: String) -> String {
    switch text {
    case "", "~": return "null"
    case "<<": return "merge"
    case "=": return "value"
    case "!", "&", "*": return "yaml"
    default: break
    }
    switch ScalarResolver.resolve(text) {
    case .null: return "null"
    case .bool: return "bool"
    case .int: return "int"
    case .bigInt: return "int"
    case .double: return "float"
    default: return looksNumeric(text) ?? (isTimestamp(Array(text.utf8)) ? "timestamp" : "str")
    }
  }

  /// Integers beyond 64 bits, and the corners of PyYAML's patterns that no number comes of (`0b_`, `+.5` is text).
  private static func looksNumeric(_ text: String) -> String? {
    var digits = Array(text.utf8)
    if digits.first == 43 || digits.first == 45 { digits.removeFirst() }
    guard let first = digits.first, (48...57).contains(first) else { return nil }
    func all(_ slice: ArraySlice<UInt8>, _ allowed: String) -> Bool {
      !slice.isEmpty && slice.allSatisfy { byte in allowed.utf8.contains(byte) || byte == 95 }
    }
    if digits.starts(with: "0b".utf8) { return all(digits[2...], "01") ? "int" : nil }
    if digits.starts(with: "0x".utf8) { return all(digits[2...], "0123456789abcdefABCDEF") ? "int" : nil }
    if first == 48 { return all(digits[1...], "01234567") ? "int" : nil }
    return all(digits[...], "0123456789") ? "int" : nil
  }

  /// `2001-12-14`, or with a time and perhaps a zone.
  private static func isTimestamp(_ bytes: [UInt8]) -> Bool {
    var position = 0
    func digits(_ range: ClosedRange<Int>) -> Bool {
      var count = 0
      while count < range.upperBound, position < bytes.count, (48...57).contains(bytes[position]) {
        position += 1
        count += 1
      }
      return range.contains(count)
    }
    func skip(_ byte: UInt8) -> Bool {
      guard position < bytes.count, bytes[position] == byte else { return false }
      position += 1
      return true
    }
    func blanks() -> Int {
      let start = position
      while position < bytes.count, bytes[position] == 32 || bytes[position] == 9 { position += 1 }
      return position - start
    }
    guard digits(4...4), skip(45), digits(1...2), skip(45), digits(1...2) else { return false }
    if position == bytes.count { return bytes.count == 10 }
    if !(skip(84) || skip(116)), blanks() == 0 { return false }
    guard digits(1...2), skip(58), digits(2...2), skip(58), digits(2...2) else { return false }
    if skip(46) { while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 } }
    if position == bytes.count { return true }
    _ = blanks()
    if skip(90) { return position == bytes.count }
    guard skip(43) || skip(45), digits(1...2) else { return false }
    if skip(58), !digits(2...2) { return false }
    return position == bytes.count
  }
}
