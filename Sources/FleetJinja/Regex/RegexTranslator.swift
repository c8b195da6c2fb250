/// Turns Python's `re` syntax into PCRE2's: other escapes, `\Z`, flags PCRE2 does not know, `{,n}`.
struct RegexTranslator {
  private let scalars: [Unicode.Scalar]
  private let pattern: String
  private var position = 0
  private var result = String.UnicodeScalarView()
  /// `(?a)` was given: `\w` and `\d` mean ASCII only.
  private(set) var isASCII = false

  init(_ pattern: String) {
    self.pattern = pattern
    scalars = Array(pattern.unicodeScalars)
  }

  private func at(_ offset: Int = 0) -> Unicode.Scalar? {
    position + offset < scalars.count ? scalars[position + offset] : nil
  }

  private mutating func append(_ text: String) { result.append(contentsOf: text.unicodeScalars) }

  mutating func translate() throws -> String {
    while let scalar = at() {
      switch scalar {
      case "\\": try escape(inClass: false)
      case "[": try characterClass()
      case "(": group()
      case "{": braces()
      default:
        result.append(scalar)
        position += 1
      }
    }
    return String(result)
  }

  /// `{,n}` counts from zero in Python; other braces that are no count stand for themselves in both.
  private mutating func braces() {
    var end = position + 1
    while end < scalars.count, scalars[end] == "," || (48...57).contains(scalars[end].value) { end += 1 }
    let inner = scalars[position + 1..<end]
    if end < scalars.count, scalars[end] == "}", inner.first == ",", inner.count > 1 {
      append("{0")
      position += 1
    } else {
      result.append("{")
      position += 1
    }
  }

  private mutating func group() {
    guard at(1) == "?", let mark = at(2) else {
      // `(*VERB)` is PCRE's own; Python would read the star as a repetition of nothing.
      append("(")
      position += 1
      if at() == "*" { append("(?:)") }
      return
    }
    guard "aiLmsux-".unicodeScalars.contains(mark) else {
      result.append(contentsOf: scalars[position...position + 1])
      position += 2
      return
    }
    var end = position + 2
    var flags = String.UnicodeScalarView()
    while end < scalars.count, "aiLmsux-".unicodeScalars.contains(scalars[end]) {
      switch scalars[end] {
      case "a": isASCII = true
      case "L", "u": break
      default: flags.append(scalars[end])
      }
      end += 1
    }
    append("(?" + String(flags))
    position = end
  }

  private mutating func characterClass() throws {
    result.append("[")
    position += 1
    if at() == "^" {
      result.append("^")
      position += 1
    }
    if at() == "]" {
      append("\\]")
      position += 1
    }
    while let scalar = at(), scalar != "]" {
      if scalar == "\\" {
        try escape(inClass: true)
      } else if scalar == "[" {
        // POSIX classes are PCRE's own.
        append("\\[")
        position += 1
      } else {
        result.append(scalar)
        position += 1
      }
    }
    if at() == "]" {
      result.append("]")
      position += 1
    }
  }

  private mutating func escape(inClass: Bool) throws {
    guard let letter = at(1) else {
      throw TemplateFault("the regular expression `\(pattern)` ends with a backslash", kind: .value)
    }
    switch letter {
    case "Z" where !inClass:
      append("\\z")
      position += 2
    case "v":
      append("\\x0b")
      position += 2
    case "u": try code(digits: 4)
    case "U": try code(digits: 8)
    case "A", "b", "B", "d", "D", "s", "S", "w", "W", "a", "f", "n", "r", "t", "x":
      if inClass, letter == "A" || letter == "B" { throw unknownEscape(letter) }
      result.append("\\")
      result.append(letter)
      position += 2
    default:
      let isLetter = letter.isASCII && letter.properties.isAlphabetic
      if isLetter { throw unknownEscape(letter) }
      if letter.isASCII {
        result.append("\\")
      }
      result.append(letter)
      position += 2
    }
  }

  private func unknownEscape(_ letter: Unicode.Scalar) -> TemplateFault {
    TemplateFault("the regular expression `\(pattern)` has the unknown escape `\\\(letter)`", kind: .value)
  }

  private mutating func code(digits: Int) throws {
    let hex = PythonText.string(scalars[min(position + 2, scalars.count)..<min(position + 2 + digits, scalars.count)])
    guard hex.utf8.count == digits, UInt32(hex, radix: 16) != nil else {
      throw TemplateFault("the regular expression `\(pattern)` has an incomplete escape `\\u`", kind: .value)
    }
    append("\\x{" + hex + "}")
    position += 2 + digits
  }
}
