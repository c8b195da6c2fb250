/// Arguments written as one text, `src=a dest="b c"`: split and unquoted exactly as Ansible's `parsing/splitter.py`
/// does, with `{{ }}`, `{% %}` and quotes kept together.
package enum KeyValueText {
  package struct Parsed: Sendable {
    package var pairs: [(key: String, value: String)] = []
    /// Everything that is no pair, with its spaces and newlines.
    package var freeForm: String?
  }

  /// A quote or a bracket of a template is not closed.
  package struct Unbalanced: Error {}

  private static let commandOptions: Set<String> = [
    "creates", "removes", "chdir", "executable", "warn", "stdin", "stdin_add_newline", "strip_empty_ends",
  ]

  /// Pairs and the rest. For `command` and its like (`isFreeForm`) only their own options are pairs.
  package static func parse(_ text: String, isFreeForm: Bool) throws(Unbalanced) -> Parsed {
    var parsed = Parsed()
    var raw: [String] = []
    for original in try split(text) {
      let word = decodingEscapes(original)
      guard word.contains("=") else {
        raw.append(original)
        continue
      }
      guard let equals = unescapedEquals(word) else {
        raw.append(replacing(word, "\\=", with: "="))
        continue
      }
      let key = String(word[..<equals])
      if isFreeForm, !commandOptions.contains(key) {
        raw.append(original)
        continue
      }
      let value = unquoted(String(word[word.index(after: equals)...]).trimmedSpaces)
      let name = key.trimmedSpaces
      parsed.pairs.removeAll { $0.key == name }
      parsed.pairs.append((name, value))
    }
    if !raw.isEmpty { parsed.freeForm = join(raw) }
    return parsed
  }

  /// The first `=` that stands after the first character and has no backslash before it.
  private static func unescapedEquals(_ word: String) -> String.Index? {
    var position = word.index(after: word.startIndex)
    while position < word.endIndex {
      if word[position] == "=", word[word.index(before: position)] != "\\" { return position }
      position = word.index(after: position)
    }
    return nil
  }

  private static func replacing(_ text: String, _ part: String, with other: String) -> String {
    var result = ""
    var rest = text[...]
    while let range = rest.firstRange(of: part) {
      result += rest[..<range.lowerBound] + other
      rest = rest[range.upperBound...]
    }
    return result + rest
  }

  static func unquoted(_ text: String) -> String {
    guard text.utf8.count > 1, let first = text.first, first == "\"" || first == "'", text.last == first,
      text.dropLast().last != "\\"
    else { return text }
    return String(text.dropFirst().dropLast())
  }

  private static func join(_ words: [String]) -> String {
    words.reduce("") { $0.isEmpty || $0.hasSuffix("\n") ? $0 + $1 : $0 + " " + $1 }
  }

  /// Splits on spaces and newlines, but not inside quotes and templates.
  package static func split(_ text: String) throws(Unbalanced) -> [String] {
    guard !text.isEmpty else { return [] }
    var splitter = Splitter()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      var isContinued = false
      for (position, token) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
        if splitter.add(String(token), position: position) { isContinued = true }
      }
      if lines.count > 1, number != lines.count - 1, !isContinued { splitter.append("\n") }
    }
    guard splitter.isBalanced else { throw Unbalanced() }
    return splitter.words
  }

  private struct Splitter {
    var words: [String] = []
    private var quote: Character?
    private var depths = [0, 0, 0]
    private static let brackets = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")]

    var isBalanced: Bool { quote == nil && depths == [0, 0, 0] }

    mutating func append(_ text: String) {
      if words.isEmpty { words.append("") }
      words[words.count - 1] += text
    }

    /// Adds one token of a line; true when it is a `\` that continues the line.
    mutating func add(_ token: String, position: Int) -> Bool {
      if token.isEmpty, position != 0 {
        append(" ")
        return false
      }
      let wasQuoted = quote != nil
      if token == "\\", !wasQuoted { return true }
      quote = Self.quoteState(token, quote)
      let isQuoted = quote != nil
      let isNested = depths != [0, 0, 0]
      var isAppended = false
      if isQuoted, !wasQuoted, !isNested {
        words.append(token)
        isAppended = true
      } else if isNested || isQuoted || wasQuoted {
        append(position == 0 ? token : " " + token)
        isAppended = true
      }
      for (index, bracket) in Self.brackets.enumerated() {
        let before = depths[index]
        depths[index] = max(0, before + Self.count(bracket.0, token) - Self.count(bracket.1, token))
        if depths[index] != before, !isAppended {
          words.append(token)
          isAppended = true
        }
      }
      if isBalanced, !isAppended, !token.isEmpty { words.append(token) }
      return false
    }

    private static func quoteState(_ token: String, _ state: Character?) -> Character? {
      var quote = state
      var previous: Character?
      for character in token {
        if character == "\"" || character == "'", previous != "\\" {
          if quote == nil { quote = character } else if quote == character { quote = nil }
        }
        previous = character
      }
      return quote
    }

    private static func count(_ part: String, _ token: String) -> Int { token.ranges(of: part).count }
  }

  /// `\n`, `\t`, `\x41`, `\u00e9` and the other escapes of Python strings.
  static func decodingEscapes(_ text: String) -> String {
    guard text.contains("\\") else { return text }
    var result = String.UnicodeScalarView()
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let next = rest.first else {
        result.append(scalar)
        continue
      }
      if let plain = simpleEscapes[next] {
        result.append(plain)
        rest.removeFirst()
      } else if let count = ["x": 2, "u": 4, "U": 8][next], rest.count > count,
        let code = UInt32(String(String.UnicodeScalarView(rest.dropFirst().prefix(count))), radix: 16),
        let decoded = Unicode.Scalar(code)
      {
        result.append(decoded)
        rest.removeFirst(count + 1)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static let simpleEscapes: [Unicode.Scalar: Unicode.Scalar] = [
    "\\": "\\", "'": "'", "\"": "\"", "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t",
    "v": "\u{0B}",
  ]
}
