import FleetCore

/// Reads the Python literals that INI inventories hold (`ast.literal_eval`): numbers, strings, lists, dicts, tuples,
/// sets, `True`, `False`, `None`. Anything else is nil and stays the text it is.
struct PythonLiteral {
  private let text: [Unicode.Scalar]
  private var position = 0
  private var depth = 0

  /// The value of a literal; tuples and sets become lists as in Ansible's inventory.
  static func value(of source: String) -> Value? {
    guard let first = source.utf8.first(where: { $0 != 32 && $0 != 9 }), mayStart(first) else { return nil }
    var reader = PythonLiteral(source)
    return reader.whole()
  }

  /// Most values are plain words: they end here.
  private static func mayStart(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57: true
    default: Array("+-.([{'\"TFNbBrRsuU".utf8).contains(byte)
    }
  }

  private init(_ source: String) { text = Array(source.unicodeScalars) }

  private var current: Unicode.Scalar? { position < text.count ? text[position] : nil }
  private func peek(_ ahead: Int) -> Unicode.Scalar? { position + ahead < text.count ? text[position + ahead] : nil }

  private mutating func skipSpace() {
    while let scalar = current, scalar == " " || scalar == "\t" || (depth > 0 && scalar == "\n") { position += 1 }
    if current == "#" { position = text.count }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipSpace()
    guard current == scalar else { return false }
    position += 1
    return true
  }

  private mutating func whole() -> Value? {
    guard let first = element() else { return nil }
    skipSpace()
    guard current == "," else {
      // Not `? first : nil`: a `Value` takes the literal nil for Python's None.
      guard position == text.count else { return nil }
      return first
    }
    var items = [first]
    while take(",") {
      skipSpace()
      if position == text.count { break }
      guard let next = element() else { return nil }
      items.append(next)
    }
    skipSpace()
    guard position == text.count else { return nil }
    return .list(items)
  }

  private mutating func element() -> Value? {
    depth += 1
    defer { depth -= 1 }
    guard depth < Limits.nestingDepth / 5 else { return nil }
    skipSpaceOutside()
    guard let scalar = current else { return nil }
    switch scalar {
    case "[": return sequence(closing: "]", isTuple: false)
    case "(": return sequence(closing: ")", isTuple: true)
    case "{": return braces()
    case "'", "\"": return string()
    case "+", "-": return signed()
    case "." where peek(1) == "." && peek(2) == ".":
      // `Ellipsis` has no place in data: its text.
      position += 3
      return .string("...")
    case "0"..."9", ".":
      return number()
    default: return word()
    }
  }

  /// Line breaks count as space only inside brackets.
  private mutating func skipSpaceOutside() {
    depth -= 1
    skipSpace()
    depth += 1
  }

  private mutating func sequence(closing: Unicode.Scalar, isTuple: Bool) -> Value? {
    position += 1
    var items: [Value] = []
    var commas = 0
    while true {
      if take(closing) { break }
      guard let item = element() else { return nil }
      items.append(item)
      if take(",") { commas += 1 } else if take(closing) { break } else { return nil }
    }
    return isTuple && items.count == 1 && commas == 0 ? items[0] : .list(items)
  }

  private mutating func braces() -> Value? {
    position += 1
    var map = ValueMap()
    var items: [Value] = []
    var isMap = true
    while true {
      if take("}") { break }
      guard let key = element() else { return nil }
      if take(":") {
        guard let value = element() else { return nil }
        map[key] = value
        if !items.isEmpty { return nil }
      } else {
        isMap = false
        if !items.contains(key) { items.append(key) }
      }
      if take(",") { continue }
      if take("}") { break }
      return nil
    }
    if !isMap && !map.isEmpty { return nil }
    return isMap ? .map(map) : .list(items)
  }

  private mutating func word() -> Value? {
    var name = ""
    while let scalar = current, scalar.properties.isAlphabetic || scalar == "_" || ("0"..."9").contains(scalar) {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    switch name {
    case "True": return .bool(true)
    case "False": return .bool(false)
    case "None": return .null
    case "set":
      guard take("("), take(")") else { return nil }
      return .list([])
    default: break
    }
    guard current == "'" || current == "\"" else { return nil }
    switch name.lowercased() {
    case "r", "br", "rb": return string(isRaw: true)
    case "u", "b": return string()
    default: return nil
    }
  }

  private mutating func signed() -> Value? {
    let isNegative = current == "-"
    position += 1
    skipSpace()
    guard let scalar = current, scalar != "+", scalar != "-" else { return nil }
    switch number() {
    case .int(let number)?: return .int(isNegative ? -number : number)
    case .bigInt(let number)?: return (isNegative ? number.negated : number).data
    case .double(let number)?: return .double(isNegative ? -number : number)
    default: return nil
    }
  }

  private mutating func number() -> Value? {
    var digits = ""
    while let scalar = current {
      let isExponentSign =
        (scalar == "+" || scalar == "-") && (digits.hasSuffix("e") || digits.hasSuffix("E")) && !digits.hasPrefix("0x")
      guard
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "." || scalar == "_"
          || isExponentSign
      else { break }
      digits.unicodeScalars.append(scalar)
      position += 1
    }
    guard !digits.contains("__"), !digits.hasSuffix("_") else { return nil }
    // Complex numbers stay text, as Python writes them.
    if depth > 1, digits.lowercased().hasSuffix("j"), Double(digits.dropLast()) != nil {
      return .string(digits.lowercased())
    }
    let plain = digits.filter { $0 != "_" }.lowercased()
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where plain.hasPrefix(prefix) {
      guard plain.utf8.count <= Limits.integerDigits else { return nil }
      return BigInteger(digits: plain.dropFirst(2), radix: UInt32(radix))?.data
    }
    if plain.utf8.allSatisfy({ (48...57).contains($0) }) {
      // `0644` is no number in Python 3; `00` is.
      guard !plain.hasPrefix("0") || plain.allSatisfy({ $0 == "0" }) else { return nil }
      return BigInteger(decimal: plain)?.data
    }
    guard plain.utf8.allSatisfy({ (48...57).contains($0) || [46, 101, 43, 45].contains($0) }) else { return nil }
    var full = plain
    if full.hasPrefix(".") { full = "0" + full }
    full = full.replacing(".e", with: ".0e")
    if full.hasSuffix(".") { full += "0" }
    return Double(full).map { .double($0) }
  }

  /// A string, and those that stand beside it.
  private mutating func string(isRaw: Bool = false) -> Value? {
    guard var result = oneString(isRaw: isRaw) else { return nil }
    while true {
      skipSpace()
      guard current == "'" || current == "\"" else { return .string(result) }
      guard let next = oneString(isRaw: false) else { return nil }
      result += next
    }
  }

  private mutating func oneString(isRaw: Bool) -> String? {
    guard let quote = current else { return nil }
    let isTriple = peek(1) == quote && peek(2) == quote
    position += isTriple ? 3 : 1
    var result = String.UnicodeScalarView()
    while let scalar = current {
      if scalar == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
        position += isTriple ? 3 : 1
        return String(result)
      }
      if scalar == "\n", !isTriple { return nil }
      position += 1
      guard scalar == "\\" else {
        result.append(scalar)
        continue
      }
      guard let escaped = current else { return nil }
      position += 1
      if isRaw {
        result.append(scalar)
        result.append(escaped)
      } else {
        guard escape(escaped, into: &result) else { return nil }
      }
    }
    return nil
  }

  private mutating func escape(_ scalar: Unicode.Scalar, into result: inout String.UnicodeScalarView) -> Bool {
    switch scalar {
    case "\n": break
    case "\\", "'", "\"": result.append(scalar)
    case "n": result.append("\n")
    case "t": result.append("\t")
    case "r": result.append("\r")
    case "a": result.append("\u{7}")
    case "b": result.append("\u{8}")
    case "f": result.append("\u{C}")
    case "v": result.append("\u{B}")
    case "x": return code(digits: 2, radix: 16, into: &result)
    case "u": return code(digits: 4, radix: 16, into: &result)
    case "U": return code(digits: 8, radix: 16, into: &result)
    case "0"..."7":
      position -= 1
      var value: UInt32 = 0
      for _ in 0..<3 {
        guard let digit = current, ("0"..."7").contains(digit) else { break }
        value = value * 8 + (digit.value - 48)
        position += 1
      }
      guard let decoded = Unicode.Scalar(value) else { return false }
      result.append(decoded)
    default:
      result.append("\\")
      result.append(scalar)
    }
    return true
  }

  private mutating func code(digits: Int, radix: Int, into result: inout String.UnicodeScalarView) -> Bool {
    guard position + digits <= text.count else { return false }
    let hex = String(String.UnicodeScalarView(text[position..<position + digits]))
    guard let value = UInt32(hex, radix: radix), let scalar = Unicode.Scalar(value) else { return false }
    position += digits
    result.append(scalar)
    return true
  }
}
