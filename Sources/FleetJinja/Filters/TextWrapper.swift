/// Python's `textwrap.wrap` for one line, white space kept as it is.
struct TextWrapper {
  let width: Int
  let breaksLongWords: Bool
  let breaksOnHyphens: Bool

  func wrap(_ text: String) -> [String] {
    var chunks = Array(self.chunks(of: text).reversed())
    var lines: [String] = []
    while !chunks.isEmpty {
      var line: [[Unicode.Scalar]] = []
      var length = 0
      if !lines.isEmpty, let last = chunks.last, last.allSatisfy(PythonText.isSpace) { chunks.removeLast() }
      while let next = chunks.last, length + next.count <= width {
        line.append(next)
        length += next.count
        chunks.removeLast()
      }
      if let next = chunks.last, next.count > width { long(next, &chunks, &line, length) }
      if let last = line.last, last.allSatisfy(PythonText.isSpace) { line.removeLast() }
      if !line.isEmpty { lines.append(PythonText.string(line.joined())) }
    }
    return lines
  }

  /// A word longer than a line: cut, or alone on its line.
  private func long(
    _ word: [Unicode.Scalar], _ chunks: inout [[Unicode.Scalar]], _ line: inout [[Unicode.Scalar]], _ length: Int
  ) {
    let room = max(1, width - length)
    if breaksLongWords {
      var end = room
      if breaksOnHyphens, word.count > room, let hyphen = word[..<room].lastIndex(of: "-"), hyphen > 0,
        word[..<hyphen].contains(where: { $0 != "-" })
      {
        end = hyphen + 1
      }
      line.append(Array(word[..<end]))
      chunks[chunks.count - 1] = Array(word[end...])
      if chunks[chunks.count - 1].isEmpty { chunks.removeLast() }
    } else if line.isEmpty {
      line.append(word)
      chunks.removeLast()
    }
  }

  /// Words, the white space between them, and the parts of hyphenated words.
  private func chunks(of text: String) -> [[Unicode.Scalar]] {
    var chunks: [[Unicode.Scalar]] = []
    var current: [Unicode.Scalar] = []
    var inSpace: Bool?
    for scalar in text.unicodeScalars {
      let isSpace = PythonText.isSpace(scalar)
      if let state = inSpace, state != isSpace {
        chunks += state ? [current] : parts(of: current)
        current = []
      }
      inSpace = isSpace
      current.append(scalar)
    }
    if !current.isEmpty { chunks += inSpace == true ? [current] : parts(of: current) }
    return chunks
  }

  /// A word cut after its hyphens when letters stand on both sides, and around dashes `--`.
  private func parts(of word: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
    guard breaksOnHyphens, word.contains("-") else { return [word] }
    func isWord(_ index: Int) -> Bool {
      word.indices.contains(index) && (StringMethods.isLetter(word[index]) || word[index] == "_")
    }
    func isWordOrDigit(_ index: Int) -> Bool {
      isWord(index) || (word.indices.contains(index) && word[index].properties.numericType != nil)
    }
    var parts: [[Unicode.Scalar]] = []
    var start = 0
    var position = 0
    while position < word.count {
      guard word[position] == "-" else {
        position += 1
        continue
      }
      var end = position
      while end < word.count, word[end] == "-" { end += 1 }
      if end - position >= 2, isWordOrDigit(position - 1), isWordOrDigit(end) {
        if start < position { parts.append(Array(word[start..<position])) }
        parts.append(Array(word[position..<end]))
        start = end
      } else if end - position == 1, isWord(position - 1), isWord(position - 2), isWord(end), isWord(end + 1) {
        parts.append(Array(word[start..<end]))
        start = end
      }
      position = end
    }
    if start < word.count { parts.append(Array(word[start...])) }
    return parts
  }
}
