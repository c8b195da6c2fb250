import FleetCore

/// `key=value` words inside a lookup's term, as Ansible's `parse_kv` reads them.
struct InlineOptions {
  /// The words that are no options.
  private(set) var rest = ""
  private(set) var options: [(name: String, value: String)] = []

  init(_ text: String) throws {
    var words: [String] = []
    for word in try Self.words(text) {
      guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
        words.append(word)
        continue
      }
      options.append((String(word[..<equals]), Self.unquoted(String(word[word.index(after: equals)...]))))
    }
    rest = words.joined(separator: " ")
  }

  /// Words at spaces outside quotes; the quotes stay.
  private static func words(_ text: String) throws -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    var quote: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if let open = quote {
        if scalar == open { quote = nil }
        word.append(scalar)
      } else if scalar == " " || scalar == "\n" {
        if !word.isEmpty { words.append(String(word)) }
        word = String.UnicodeScalarView()
      } else {
        if scalar == "'" || scalar == "\"" { quote = scalar }
        word.append(scalar)
      }
    }
    guard quote == nil else {
      throw TemplateFault("failed at splitting arguments, either an unbalanced jinja2 block or quotes: \(text)")
    }
    if !word.isEmpty { words.append(String(word)) }
    return words
  }

  private static func unquoted(_ text: String) -> String {
    guard text.utf8.count > 1, let first = text.first, first == text.last, first == "'" || first == "\"" else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }
}
