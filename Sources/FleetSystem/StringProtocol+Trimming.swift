extension StringProtocol where SubSequence == Substring {
  /// Without the white space at both ends, as Python's `strip()`.
  package func trimmingSpace() -> String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return String(rest)
  }

  /// The lines without their line feeds; a final line feed makes no empty line, as Python's `splitlines()`.
  package func lines() -> [String] {
    var result = split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    if result.last == "" { result.removeLast() }
    return result
  }

  /// The words between stretches of white space, as Python's `split()`.
  package func words() -> [String] { split(whereSeparator: \.isWhitespace).map(String.init) }
}
