/// Reads JSON text (RFC 8259) into a `Value`, with a bound on nesting and a place for each fault.
package struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The value that `text` says. Throws `FL0102` with the place. Python's `NaN` and `Infinity` are read too.
  package static func read(_ text: [UInt8], path: String = "<json>") throws(DiagnosticError) -> Value {
    var reader = JSONReader(text)
    do throws(Fault) {
      reader.skipSpace()
      let value = try reader.value(depth: 0)
      reader.skipSpace()
      guard reader.position == reader.bytes.count else { throw Fault(reason: "text after the end of the value") }
      return value
    } catch {
      let file = SourceFile(path: path, text: text)
      let place = file.position(ofByte: min(reader.position, text.count))
      throw DiagnosticError(
        .invalidJSON, "not JSON: \(error.reason)", at: Span(file: file, line: place.line, column: place.column))
    }
  }

  package static func read(_ text: String, path: String = "<json>") throws(DiagnosticError) -> Value {
    try read(Array(text.utf8), path: path)
  }

  private struct Fault: Error { let reason: String }

  private mutating func skipSpace() {
    while position < bytes.count, [32, 9, 10, 13].contains(bytes[position]) { position += 1 }
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func value(depth: Int) throws(Fault) -> Value {
    guard depth < Limits.nestingDepth else { throw Fault(reason: "nested deeper than \(Limits.nestingDepth) levels") }
    switch peek() {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N"): return try word("NaN", .double(.nan))
    case UInt8(ascii: "I"): return try word("Infinity", .double(.infinity))
    case nil: throw Fault(reason: "the text ends where a value should be")
    default: return try number()
    }
  }

  private mutating func word(_ text: String, _ value: Value) throws(Fault) -> Value {
    guard bytes[position...].starts(with: text.utf8) else { throw Fault(reason: "expected a value") }
    position += text.utf8.count
    return value
  }

  private mutating func array(depth: Int) throws(Fault) -> Value {
    position += 1
    var items: [Value] = []
    skipSpace()
    if peek() == UInt8(ascii: "]") {
      position += 1
      return .list([])
    }
    while true {
      skipSpace()
      items.append(try value(depth: depth + 1))
      skipSpace()
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return .list(items)
      default: throw Fault(reason: "expected `,` or `]`")
      }
    }
  }

  private mutating func object(depth: Int) throws(Fault) -> Value {
    position += 1
    var map = ValueMap()
    skipSpace()
    if peek() == UInt8(ascii: "}") {
      position += 1
      return .map(map)
    }
    while true {
      skipSpace()
      guard peek() == UInt8(ascii: "\"") else { throw Fault(reason: "expected a key in double quotes") }
      let key = try string()
      skipSpace()
      guard peek() == UInt8(ascii: ":") else { throw Fault(reason: "expected `:` after the key") }
      position += 1
      skipSpace()
      map[key] = try value(depth: depth + 1)
      skipSpace()
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return .map(map)
      default: throw Fault(reason: "expected `,` or `}`")
      }
    }
  }

  private mutating func number() throws(Fault) -> Value {
    let start = position
    while let byte = peek(), byte == 43 || byte == 45 || byte == 46 || byte | 32 == 101 || (48...57).contains(byte) {
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if text == "-", bytes[position...].starts(with: "Infinity".utf8) {
      position += 8
      return .double(-.infinity)
    }
    if Self.isNumber(text.utf8[...]), let number = Int(text) { return .int(number) }
    if Self.isNumber(text.utf8[...]), let number = BigInteger(decimal: text) { return .bigInt(number) }
    guard Self.isNumber(text.utf8[...]), let number = Double(text) else {
      position = start
      throw Fault(reason: "expected a value")
    }
    return .double(number)
  }

  /// The grammar of RFC 8259, section 6: no leading zeros, digits on both sides of a point.
  private static func isNumber(_ text: Substring.UTF8View) -> Bool {
    func digits(_ rest: inout Substring.UTF8View) -> Int {
      let count = rest.prefix { (48...57).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    var rest = text
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits(&rest)
    guard whole == 1 || whole > 1 && !startsWithZero else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits(&rest) > 0 else { return false }
    }
    if let mark = rest.first, mark | 32 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard digits(&rest) > 0 else { return false }
    }
    return rest.isEmpty
  }

  private mutating func string() throws(Fault) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = peek() {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20:
        position -= 1
        throw Fault(reason: "a control character in a string")
      default: text.append(byte)
      }
    }
    throw Fault(reason: "a string without its closing quote")
  }

  private mutating func escape(into text: inout [UInt8]) throws(Fault) {
    guard let byte = peek() else { throw Fault(reason: "a string without its closing quote") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "u"):
      var code = try hex4()
      if (0xD800..<0xDC00).contains(code), bytes[position...].starts(with: "\\u".utf8) {
        position += 2
        code = 0x10000 + (code - 0xD800) << 10 + (try hex4() &- 0xDC00) & 0x3FF
      }
      text += Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
    default: throw Fault(reason: "unknown escape in a string")
    }
  }

  private mutating func hex4() throws(Fault) -> UInt32 {
    guard position + 4 <= bytes.count,
      let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw Fault(reason: "`\\u` needs four hexadecimal digits") }
    position += 4
    return code
  }
}
