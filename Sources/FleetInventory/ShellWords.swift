/// Splits a line into words as Python's `shlex.split(comments=True)` does: quotes, backslashes, `#` up to the end.
package enum ShellWords {
  package struct Word: Equatable {
    package var text: String
    /// Where it starts in the line, in code points from 0.
    package var offset: Int
  }

  /// What keeps a line from being split.
  package enum Fault: Error { case openQuote, danglingBackslash }

  package static func split(_ line: String, comments: Bool = true) throws(Fault) -> [Word] {
    if line.utf8.allSatisfy({ !isSpecial($0) }) { return plain(line) }
    var words: [Word] = []
    var current: Word?
    var quote: Unicode.Scalar?
    let scalars = Array(line.unicodeScalars)
    var position = 0
    while position < scalars.count {
      let scalar = scalars[position]
      if let open = quote {
        if scalar == open {
          quote = nil
        } else if scalar == "\\", open == "\"" {
          guard position + 1 < scalars.count else { throw .danglingBackslash }
          position += 1
          if scalars[position] != "\\", scalars[position] != "\"" { current?.text.unicodeScalars.append("\\") }
          current?.text.unicodeScalars.append(scalars[position])
        } else {
          current?.text.unicodeScalars.append(scalar)
        }
      } else if scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n" {
        if let word = current { words.append(word) }
        current = nil
      } else if scalar == "#", comments {
        break
      } else {
        if current == nil { current = Word(text: "", offset: position) }
        if scalar == "\"" || scalar == "'" {
          quote = scalar
        } else if scalar == "\\" {
          guard position + 1 < scalars.count else { throw .danglingBackslash }
          position += 1
          current?.text.unicodeScalars.append(scalars[position])
        } else {
          current?.text.unicodeScalars.append(scalar)
        }
      }
      position += 1
    }
    guard quote == nil else { throw .openQuote }
    if let word = current { words.append(word) }
    return words
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "#"): true
    default: byte >= 0x80
    }
  }

  private static func plain(_ line: String) -> [Word] {
    line.utf8.split { $0 == 32 || $0 == 9 || $0 == 13 || $0 == 10 }.map {
      Word(text: String(Substring($0)), offset: line.utf8.distance(from: line.utf8.startIndex, to: $0.startIndex))
    }
  }
}
