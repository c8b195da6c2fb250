/// Words as a POSIX shell splits and quotes them, without a shell (Python's `shlex`).
package enum ShellWords {
  /// Splits at white space; quotes and backslashes as in `shlex.split`. Throws its messages.
  package static func split(_ text: String) throws(ModuleFailure) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        // Inside double quotes a backslash is only taken away before a quote or another backslash.
        if quote == "\"", character != "\"", character != "\\" { word = (word ?? "") + "\\" }
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
        word = word ?? ""
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == " " || character == "\t" || character == "\n" || character == "\r" || character == "\r\n" {
        if let whole = word { words.append(whole) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if isEscaped { throw ModuleFailure("No escaped character") }
    if quote != nil { throw ModuleFailure("No closing quotation") }
    if let word { words.append(word) }
    return words
  }

  /// A word that a shell reads as it stands (`shlex.quote`).
  package static func quote(_ word: String) -> String {
    if word.isEmpty { return "''" }
    let isPlain = word.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "@", "%", "+", "=", ":", ",", ".", "/", "-", "_": true
      default: false
      }
    }
    if isPlain { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\"'\"'") + "'"
  }
}
