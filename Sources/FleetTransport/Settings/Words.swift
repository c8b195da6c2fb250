/// Splitting a line into words as a shell does: quotes and backslashes, nothing more.
enum Words {
  static func split(_ text: some StringProtocol) -> [String] {
    var words: [String] = []
    var word = ""
    var hasWord = false
    var quote: Character?
    var characters = text.makeIterator()
    while let character = characters.next() {
      if character == "\\", quote != "'" {
        guard let next = characters.next() else { break }
        if quote == "\"", next != "\"", next != "\\" { word.append(character) }
        word.append(next)
        hasWord = true
      } else if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        hasWord = true
      } else if character == " " || character == "\t" || character == "\n" || character == "\r\n" {
        if hasWord { words.append(word) }
        word = ""
        hasWord = false
      } else {
        word.append(character)
        hasWord = true
      }
    }
    if hasWord { words.append(word) }
    return words
  }

  /// The word in single quotes, safe for sh, csh and fish.
  static func quote(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
