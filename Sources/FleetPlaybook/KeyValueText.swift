import FleetCore

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
    var rest = ""
    var hasRest = false
    func keep(_ word: String) {
      hasRest = true
      if !rest.isEmpty, rest.utf8.last != 10 { rest += " " }
      rest += word
    }
    for original in try split(text) {
      guard original.utf8.contains(UInt8(ascii: "=")) || original.utf8.contains(UInt8(ascii: "\\")) else {
        keep(original)
        continue
      }
      let word = decodingEscapes(original)
      guard word.utf8.contains(UInt8(ascii: "=")) else {
        keep(original)
        continue
      }
      guard let equals = unescapedEquals(word) else {
        keep(word.replacingSubstrings(of: "\\=", with: "="))
        continue
      }
      let key = String(word[..<equals])
      if isFreeForm, !commandOptions.contains(key) {
        keep(original)
        continue
      }
      let value = unquoted(String(word[word.utf8.index(after: equals)...]).trimmedSpaces)
      let name = key.trimmedSpaces
      parsed.pairs.removeAll { $0.key == name }
      parsed.pairs.append((name, value))
    }
    if hasRest { parsed.freeForm = rest }
    return parsed
  }

  /// The first `=` that stands after the first character and has no backslash before it.
  private static func unescapedEquals(_ word: String) -> String.Index? {
    let bytes = word.utf8
    var previous: UInt8?
    for position in bytes.indices {
      if bytes[position] == UInt8(ascii: "="), let previous, previous != UInt8(ascii: "\\") { return position }
      previous = bytes[position]
    }
    return nil
  }

  static func unquoted(_ text: String) -> String {
    guard text.utf8.count > 1, let first = text.first, first == "\"" || first == "'", text.last == first,
      text.dropLast().last != "\\"
    else { return text }
    return String(text.dropFirst().dropLast())
  }

  /// Splits on spaces and newlines, but not inside quotes and templates.
  package static func split(_ text: String) throws(Unbalanced) -> [String] {
    guard !text.isEmpty else { return [] }
    var splitter = Splitter()
    var text = text
    text.withUTF8 { splitter.read($0) }
    guard splitter.isBalanced else { throw Unbalanced() }
    return splitter.words.map { String(decoding: $0, as: UTF8.self) }
  }

  private struct Splitter {
    private typealias Token = Slice<UnsafeBufferPointer<UInt8>>

    var words: [[UInt8]] = []
    private var quote: UInt8?
    /// How deep `{{`, `{%` and `{#` are open.
    private var depths = (0, 0, 0)

    var isBalanced: Bool { quote == nil && !isNested }

    private var isNested: Bool { depths != (0, 0, 0) }

    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
      let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
      for (number, line) in lines.enumerated() {
        var isContinued = false
        let tokens = line.split(separator: 32, omittingEmptySubsequences: false)
        for (position, token) in tokens.enumerated() where add(token, position: position) { isContinued = true }
        if lines.count > 1, number != lines.count - 1, !isContinued { append(10) }
      }
    }

    private mutating func append(_ byte: UInt8) {
      if words.isEmpty { words.append([]) }
      words[words.count - 1].append(byte)
    }

    /// Adds one token of a line; true when it is a `\` that continues the line.
    private mutating func add(_ token: Token, position: Int) -> Bool {
      if token.isEmpty, position != 0 {
        append(32)
        return false
      }
      let wasQuoted = quote != nil
      if !wasQuoted, token.count == 1, token.first == UInt8(ascii: "\\") { return true }
      quote = Self.quoteState(token, quote)
      let isQuoted = quote != nil
      let wasNested = isNested
      var isAppended = false
      if isQuoted, !wasQuoted, !wasNested {
        words.append(Array(token))
        isAppended = true
      } else if wasNested || isQuoted || wasQuoted {
        if position != 0 { append(32) }
        if words.isEmpty { words.append([]) }
        words[words.count - 1] += token
        isAppended = true
      }
      let before = depths
      depths.0 = Self.depth(depths.0, UInt8(ascii: "{"), UInt8(ascii: "}"), token)
      depths.1 = Self.depth(depths.1, UInt8(ascii: "%"), UInt8(ascii: "%"), token)
      depths.2 = Self.depth(depths.2, UInt8(ascii: "#"), UInt8(ascii: "#"), token)
      if !isAppended, depths != before {
        words.append(Array(token))
        isAppended = true
      }
      if isBalanced, !isAppended, !token.isEmpty { words.append(Array(token)) }
      return false
    }

    private static func quoteState(_ token: Token, _ state: UInt8?) -> UInt8? {
      var quote = state
      var previous: UInt8 = 0
      for byte in token {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), previous != UInt8(ascii: "\\") {
          if quote == nil { quote = byte } else if quote == byte { quote = nil }
        }
        previous = byte
      }
      return quote
    }

    /// The depth behind a token: starts are `{` and `open`, ends `close` and `}`, none of them overlapping.
    private static func depth(_ depth: Int, _ open: UInt8, _ close: UInt8, _ token: Token) -> Int {
      max(0, depth + count(UInt8(ascii: "{"), open, token) - count(close, UInt8(ascii: "}"), token))
    }

    private static func count(_ first: UInt8, _ second: UInt8, _ token: Token) -> Int {
      var count = 0
      var isOpen = false
      for byte in token {
        if isOpen, byte == second {
          count += 1
          isOpen = false
        } else {
          isOpen = byte == first
        }
      }
      return count
    }
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
