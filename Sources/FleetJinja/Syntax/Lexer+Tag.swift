import FleetCore

/// What ends the inside of a tag.
enum TagEnd {
  case variable, block, lineStatement
  /// The end of the text: a bare expression.
  case end
}

extension Lexer {
  /// Reads the inside of a tag up to and with its end.
  mutating func readTag(until end: TagEnd, escapes: Bool) throws(SyntaxFault) {
    while true {
      if brackets.isEmpty, try closes(end) { return }
      guard position < bytes.count else {
        if end == .end, brackets.isEmpty { return }
        // The parser says what is missing; an open bracket is the better place to point at.
        if let open = brackets.last {
          throw SyntaxFault(
            message: "`\(String(UnicodeScalar(open.close)))` is missing", range: open.range, label: "opened here")
        }
        return
      }
      try readToken(escapes: escapes)
    }
  }

  private mutating func closes(_ end: TagEnd) throws(SyntaxFault) -> Bool {
    switch end {
    case .variable:
      let isTight = position < bytes.count && bytes[position] == 45 && matches(variableEnd, at: position + 1)
      guard isTight || matches(variableEnd, at: position) else { return false }
      let after = position + variableEnd.count + (isTight ? 1 : 0)
      add(.variableEnd, "", position, after)
      close(at: isTight ? skippingSpace(after) : after)
      return true
    case .block:
      guard let after = blockEnd(at: position) else { return false }
      add(.blockEnd, "", position, position + blockEnd.count)
      close(at: after)
      return true
    case .lineStatement:
      var place = position
      while place < bytes.count, Self.isSpace(bytes[place]), bytes[place] != 10 { place += 1 }
      guard place == bytes.count || bytes[place] == 10 else { return false }
      // `\s*(\n|$)` is greedy: blank lines after the statement go with it.
      var last = place
      while place < bytes.count, Self.isSpace(bytes[place]) {
        if bytes[place] == 10 { last = place }
        place += 1
      }
      let after = place == bytes.count ? place : last + 1
      add(.blockEnd, "", position, position + 1)
      close(at: min(after, bytes.count))
      return true
    case .end: return false
    }
  }

  private mutating func readToken(escapes: Bool) throws(SyntaxFault) {
    let byte = bytes[position]
    if Self.isSpace(byte) {
      position = skippingSpace(position)
    } else if byte >= 48 && byte <= 57 {
      try readNumber()
    } else if byte == 34 || byte == 39 {
      try readString(escapes: escapes)
    } else if Self.startsName(byte) {
      try readName()
    } else {
      try readOperator()
    }
  }

  private static func startsName(_ byte: UInt8) -> Bool {
    byte == 95 || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte >= 128
  }

  private mutating func readName() throws(SyntaxFault) {
    let start = position
    var isPlain = true
    while position < bytes.count, Self.startsName(bytes[position]) || (bytes[position] >= 48 && bytes[position] <= 57) {
      if bytes[position] >= 0x80 { isPlain = false }
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let isIdentifier =
      isPlain
      || text.unicodeScalars.enumerated().allSatisfy { offset, scalar in
        scalar == "_" || (offset == 0 ? scalar.properties.isXIDStart : scalar.properties.isXIDContinue)
      }
    guard isIdentifier else {
      throw SyntaxFault(message: "invalid character in a name", range: SourceRange(start, position))
    }
    add(.name, text, start, position)
  }

  /// `1`, `1_000`, `0x1f`, `0b1`, `0o7`, `1.5`, `1e5`; a dot before makes `1.2` two items, as in `a.1.2`.
  private mutating func readNumber() throws(SyntaxFault) {
    let start = position
    let isAfterDot = start > 0 && bytes[start - 1] == 46
    if bytes[start] == 48, start + 2 < bytes.count + 0, let radix = radix(bytes[start + 1]),
      start + 2 < bytes.count, isDigit(bytes[start + 2], radix) || bytes[start + 2] == 95
    {
      position = start + 2
      while position < bytes.count, isDigit(bytes[position], radix) || bytes[position] == 95 { position += 1 }
      return addNumber(.integer, start)
    }
    digits()
    var end = position
    var isFloat = false
    if !isAfterDot {
      if position + 1 < bytes.count, bytes[position] == 46, isDigit(bytes[position + 1], 10) {
        position += 1
        digits()
        end = position
        isFloat = true
      }
      if position < bytes.count, bytes[position] | 32 == 101 {
        position += 1
        if position < bytes.count, bytes[position] == 43 || bytes[position] == 45 { position += 1 }
        if position < bytes.count, isDigit(bytes[position], 10) {
          digits()
          end = position
          isFloat = true
        }
      }
    }
    position = end
    if !isFloat, bytes[start] == 48, end - start > 1,
      let bad = bytes[start..<end].firstIndex(where: { $0 != 48 && $0 != 95 })
    {
      // `012` is the two tokens `0` and `12`, which the parser refuses.
      position = bad
    }
    addNumber(isFloat ? .float : .integer, start)
  }

  private mutating func addNumber(_ kind: Token.Kind, _ start: Int) {
    add(kind, String(decoding: bytes[start..<position].filter { $0 != 95 }, as: UTF8.self), start, position)
  }

  private mutating func digits() {
    while position < bytes.count,
      isDigit(bytes[position], 10)
        || (bytes[position] == 95 && position + 1 < bytes.count && isDigit(bytes[position + 1], 10))
    {
      position += 1
    }
  }

  private func radix(_ byte: UInt8) -> UInt8? {
    switch byte | 32 {
    case 120: 16
    case 111: 8
    case 98: 2
    default: nil
    }
  }

  private func isDigit(_ byte: UInt8, _ radix: UInt8) -> Bool {
    if byte >= 48 && byte <= 57 { return byte - 48 < radix }
    return radix == 16 && (byte | 32) >= 97 && (byte | 32) <= 102
  }

  private mutating func readString(escapes: Bool) throws(SyntaxFault) {
    let start = position
    let quote = bytes[start]
    var place = start + 1
    var hasEscapes = false
    while place < bytes.count, bytes[place] != quote {
      if bytes[place] == 92 {
        hasEscapes = true
        place += 1
      }
      place += 1
    }
    guard place < bytes.count else {
      throw SyntaxFault(
        message: "a string is not closed", range: SourceRange(start, start + 1),
        label: "opened here")
    }
    let inside = newlines(String(decoding: bytes[start + 1..<place], as: UTF8.self))
    position = place + 1
    let text = hasEscapes && !escapes ? try StringEscapes.read(inside, range: SourceRange(start, position)) : inside
    add(.string, text, start, position)
  }

  private mutating func readOperator() throws(SyntaxFault) {
    let start = position
    if let (operation, length) = Token.Operation.at(start, in: bytes) {
      position += length
      try balance(operation, SourceRange(start, position))
      return add(.operation(operation), operation.rawValue, start, position)
    }
    let scalar = String(decoding: bytes[start..<min(start + 4, bytes.count)], as: UTF8.self).unicodeScalars.first
    throw SyntaxFault(
      message: "unexpected character `\(scalar.map(String.init) ?? "?")`", range: SourceRange(start, start + 1),
      help: scalar.flatMap { Self.foreignOperators[$0] } ?? [])
  }

  /// What to write for the operators of other languages.
  private static let foreignOperators: [Unicode.Scalar: [String]] = [
    "&": ["write `and`"], "!": ["write `not`"], "?": ["write `a if test else b`"],
    "$": ["variables are written without `$`"],
  ]

  private mutating func balance(_ operation: Token.Operation, _ range: SourceRange) throws(SyntaxFault) {
    switch operation {
    case .leftBrace: brackets.append((125, range))
    case .leftBracket: brackets.append((93, range))
    case .leftParenthesis: brackets.append((41, range))
    case .rightBrace, .rightBracket, .rightParenthesis:
      guard let open = brackets.popLast() else {
        throw SyntaxFault(message: "unexpected `\(operation.rawValue)`", range: range)
      }
      let wanted = String(UnicodeScalar(open.close))
      guard wanted == operation.rawValue else {
        throw SyntaxFault(message: "unexpected `\(operation.rawValue)`, expected `\(wanted)`", range: range)
      }
    default: return
    }
    guard brackets.count <= Limits.nestingDepth else {
      throw SyntaxFault(message: "brackets are nested deeper than \(Limits.nestingDepth) levels", range: range)
    }
  }
}
