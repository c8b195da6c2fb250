import FleetCore

/// Splits a template into tokens by the rules of Jinja2 3.1's lexer: longest start string first, whitespace control
/// with `-` and `+`, `trim_blocks`, `lstrip_blocks`, raw blocks, line statements and comments.
struct Lexer {
  enum Start: Sendable, Hashable {
    case variable, block, comment, raw, lineStatement, lineComment
  }

  let bytes: [UInt8]
  let options: TemplateOptions
  /// Start strings, longest first, as Jinja2 tries them.
  private let starts: [(kind: Start, text: [UInt8])]
  private let firstBytes: [UInt8]
  let blockStart: [UInt8]
  let blockEnd: [UInt8]
  let variableEnd: [UInt8]
  private let commentEnd: [UInt8]
  private let lineStatement: [UInt8]?
  private let lineComment: [UInt8]?
  var position = 0
  var tokens: [Token] = []
  /// The last match ended a line: what follows may be stripped by `lstrip_blocks`.
  private var isLineStart = true
  var brackets: [(close: UInt8, range: SourceRange)] = []

  init(bytes: [UInt8], options: TemplateOptions) {
    self.bytes = bytes
    self.options = options
    let rules = LexerRules.of(options)
    starts = rules.starts
    firstBytes = rules.firstBytes
    blockStart = rules.blockStart
    blockEnd = rules.blockEnd
    variableEnd = rules.variableEnd
    commentEnd = rules.commentEnd
    lineStatement = rules.lineStatement
    lineComment = rules.lineComment
    tokens.reserveCapacity(bytes.count / 4 + 4)
  }

  /// All tokens of a template text.
  static func tokens(
    of bytes: [UInt8], from start: Int = 0, options: TemplateOptions
  ) throws(SyntaxFault) -> [Token] {
    var lexer = Lexer(bytes: bytes, options: options)
    lexer.position = min(start, bytes.count)
    try lexer.readTemplate()
    return lexer.tokens
  }

  /// All tokens of a bare expression.
  static func expressionTokens(of bytes: [UInt8], options: TemplateOptions) throws(SyntaxFault) -> [Token] {
    var lexer = Lexer(bytes: bytes, options: options)
    try lexer.readTag(until: .end, escapes: options.escapesBackslashes)
    lexer.add(.end, "", lexer.position, lexer.position)
    return lexer.tokens
  }

  mutating func add(_ kind: Token.Kind, _ text: String, _ start: Int, _ end: Int) {
    tokens.append(Token(kind: kind, text: text, range: SourceRange(start, end)))
  }

  func matches(_ text: [UInt8], at place: Int) -> Bool {
    guard place >= 0, place + text.count <= bytes.count, !text.isEmpty else { return false }
    for offset in text.indices where bytes[place + offset] != text[offset] { return false }
    return true
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

  func skippingSpace(_ place: Int) -> Int {
    var place = place
    while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
    return place
  }

  // MARK: The text between tags

  private mutating func readTemplate() throws(SyntaxFault) {
    while position < bytes.count {
      guard let (kind, start, after) = nextStart() else {
        addData(position, bytes.count)
        position = bytes.count
        break
      }
      try open(kind, start: start, after: after)
    }
    add(.end, "", bytes.count, bytes.count)
  }

  /// The nearest tag from here: its kind, where it starts, and where its inside begins (before `-` or `+`).
  private func nextStart() -> (Start, Int, Int)? {
    var place = position
    if lineStatement == nil, lineComment == nil, firstBytes.count == 1 {
      // All tags start alike: what cannot start one is passed over at once.
      let first = firstBytes[0]
      while place < bytes.count {
        if bytes[place] == first, let found = start(at: place) { return found }
        place += 1
      }
      return nil
    }
    while place < bytes.count {
      if lineStatement != nil || lineComment != nil, let found = lineStart(at: place) { return found }
      if firstBytes.contains(bytes[place]), let found = start(at: place) { return found }
      place += 1
    }
    return nil
  }

  /// The tag that starts exactly here.
  private func start(at place: Int) -> (Start, Int, Int)? {
    for (kind, text) in starts where matches(text, at: place) {
      if kind == .block, let end = rawEnd(place + text.count) { return (.raw, place, end) }
      return (kind, place, place + text.count)
    }
    return nil
  }

  /// A line statement or line comment that starts here.
  private func lineStart(at place: Int) -> (Start, Int, Int)? {
    let isFirst = place == 0 || bytes[place - 1] == 10
    var inside = place
    if let lineComment {
      while inside < bytes.count, Self.isSpace(bytes[inside]), bytes[inside] != 10, bytes[inside] != 13 { inside += 1 }
      if isFirst || !Self.isSpace(bytes[place - 1]), matches(lineComment, at: inside) {
        // A longer prefix that also matches is the line statement's.
        if let lineStatement, lineStatement.count > lineComment.count, matches(lineStatement, at: inside), isFirst {
          return (.lineStatement, place, inside + lineStatement.count)
        }
        return (.lineComment, place, inside + lineComment.count)
      }
    }
    guard let lineStatement, isFirst else { return nil }
    inside = place
    while inside < bytes.count, bytes[inside] == 32 || bytes[inside] == 9 || bytes[inside] == 11 { inside += 1 }
    return matches(lineStatement, at: inside) ? (.lineStatement, place, inside + lineStatement.count) : nil
  }

  /// The end of `raw %}` after a block start, nil when the block is another one.
  private func rawEnd(_ inside: Int) -> Int? {
    var place = inside
    if place < bytes.count, bytes[place] == 45 || bytes[place] == 43 { place += 1 }
    place = skippingSpace(place)
    guard matches(Array("raw".utf8), at: place) else { return nil }
    place = skippingSpace(place + 3)
    if place < bytes.count, bytes[place] == 45, matches(blockEnd, at: place + 1) {
      return skippingSpace(place + 1 + blockEnd.count)
    }
    return matches(blockEnd, at: place) ? place + blockEnd.count : nil
  }

  private func sign(at place: Int) -> UInt8? {
    guard place < bytes.count, bytes[place] == 45 || bytes[place] == 43 else { return nil }
    return bytes[place]
  }

  /// Adds the text before a tag, stripped as the tag's sign and the options say.
  private mutating func addText(before start: Int, sign: UInt8?, isVariable: Bool) {
    var end = start
    if sign == 45 {
      while end > position, Self.isSpace(bytes[end - 1]) { end -= 1 }
    } else if sign == nil, options.lstripBlocks, !isVariable {
      var lineStart = start
      while lineStart > position, bytes[lineStart - 1] != 10 { lineStart -= 1 }
      if lineStart > position || isLineStart, bytes[lineStart..<start].allSatisfy(Self.isSpace) { end = lineStart }
    }
    addData(position, end)
  }

  private mutating func addData(_ start: Int, _ end: Int) {
    guard end > start else { return }
    add(.data, newlines(String(decoding: bytes[start..<end], as: UTF8.self)), start, end)
  }

  func newlines(_ text: String) -> String {
    guard options.newlineSequence != "\n", text.utf8.contains(10) else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: options.newlineSequence)
  }

  /// Moves behind a tag's end and remembers whether a line ended with it.
  mutating func close(at end: Int) {
    isLineStart = end > 0 && bytes[end - 1] == 10
    position = end
  }

  private mutating func open(_ kind: Start, start: Int, after: Int) throws(SyntaxFault) {
    let inside = kind == .raw ? start + blockStart.count : after
    let sign = kind == .lineStatement || kind == .lineComment ? 45 : sign(at: inside)
    switch kind {
    case .lineStatement, .lineComment:
      // The sign group of line rules is empty or a sign of its own.
      let own = self.sign(at: after)
      addText(before: start, sign: own, isVariable: false)
      position = own == nil ? after : after + 1
      if kind == .lineComment {
        var end = position
        while end < bytes.count, bytes[end] != 10 { end += 1 }
        close(at: end)
      } else {
        add(.blockBegin, "", start, position)
        try readTag(until: .lineStatement, escapes: false)
      }
    case .comment:
      addText(before: start, sign: sign, isVariable: false)
      try skipComment(start, sign == nil ? after : after + 1)
    case .raw:
      addText(before: start, sign: sign, isVariable: false)
      close(at: after)
      try readRaw(start)
    case .variable:
      addText(before: start, sign: sign, isVariable: true)
      position = sign == nil ? after : after + 1
      add(.variableBegin, "", start, position)
      try readTag(until: .variable, escapes: options.escapesBackslashes)
    case .block:
      addText(before: start, sign: sign, isVariable: false)
      position = sign == nil ? after : after + 1
      add(.blockBegin, "", start, position)
      try readTag(until: .block, escapes: false)
    }
  }

  private mutating func skipComment(_ start: Int, _ inside: Int) throws(SyntaxFault) {
    var place = inside
    while place < bytes.count {
      if let sign = sign(at: place), matches(commentEnd, at: place + 1) {
        let end = place + 1 + commentEnd.count
        return close(at: sign == 45 ? skippingSpace(end) : end)
      }
      if matches(commentEnd, at: place) { return close(at: trimmed(place + commentEnd.count)) }
      place += 1
    }
    // Jinja2 takes a start without anything behind it for an empty comment.
    if inside >= bytes.count { return close(at: bytes.count) }
    throw SyntaxFault(message: "missing end of comment", range: SourceRange(start, inside), label: "opened here")
  }

  /// Without the first newline after a block, when `trim_blocks` is on.
  func trimmed(_ end: Int) -> Int {
    options.trimBlocks && end < bytes.count && bytes[end] == 10 ? end + 1 : end
  }

  private mutating func readRaw(_ start: Int) throws(SyntaxFault) {
    var place = position
    while place < bytes.count {
      if matches(blockStart, at: place), let (sign, end) = endRaw(place + blockStart.count) {
        addText(before: place, sign: sign, isVariable: false)
        return close(at: end)
      }
      place += 1
    }
    throw SyntaxFault(
      message: "missing end of raw block", range: SourceRange(start, start + blockStart.count), label: "opened here")
  }

  private func endRaw(_ inside: Int) -> (sign: UInt8?, end: Int)? {
    let sign = sign(at: inside)
    var place = skippingSpace(sign == nil ? inside : inside + 1)
    guard matches(Array("endraw".utf8), at: place) else { return nil }
    place = skippingSpace(place + 6)
    guard let end = blockEnd(at: place) else { return nil }
    return (sign, end)
  }

  /// The end of a block's closing tag that starts here, white space after it taken as its sign says.
  func blockEnd(at place: Int) -> Int? {
    if let sign = sign(at: place), matches(blockEnd, at: place + 1) {
      let end = place + 1 + blockEnd.count
      return sign == 45 ? skippingSpace(end) : end
    }
    return matches(blockEnd, at: place) ? trimmed(place + blockEnd.count) : nil
  }
}
