extension StringProtocol where SubSequence == Substring {
  /// Without any of those characters at both ends, as Python's `strip(characters)`.
  func trimming(_ characters: String) -> String {
    var rest = self[...]
    while let first = rest.first, characters.contains(first) { rest = rest.dropFirst() }
    while let last = rest.last, characters.contains(last) { rest = rest.dropLast() }
    return String(rest)
  }
}
