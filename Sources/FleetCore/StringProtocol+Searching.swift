import Glibc

/// Search by bytes for both ends: the algorithms of `_StringProcessing` would bring a regex engine into the agent.
/// A text is found wherever its UTF-8 is, as in Python, also inside what Swift takes for one character (a line feed
/// after a carriage return).
extension StringProtocol where SubSequence == Substring {
  /// Where a text stands first; an empty one stands at the start.
  package func firstSubstring(_ part: String) -> Range<String.Index>? {
    let whole = Substring(self)
    guard let offset = whole.firstOffset(of: part) else { return nil }
    let start = whole.utf8.index(whole.startIndex, offsetBy: offset)
    return start..<whole.utf8.index(start, offsetBy: part.utf8.count)
  }

  /// Whether a text stands anywhere in it.
  package func hasSubstring(_ part: String) -> Bool { Substring(self).firstOffset(of: part) != nil }

  /// The parts between occurrences of a text, as Python's `split(text)`.
  package func fields(separatedBy separator: String) -> [String] {
    guard !separator.isEmpty else { return [String(self)] }
    var parts: [String] = []
    var rest = self[...]
    while let found = rest.firstSubstring(separator) {
      parts.append(String(rest[..<found.lowerBound]))
      rest = rest[found.upperBound...]
    }
    return parts + [String(rest)]
  }

  /// Every occurrence of a text replaced, as Python's `replace`.
  package func replacingSubstrings(of part: String, with other: String) -> String {
    fields(separatedBy: part).joined(separator: other)
  }
}

extension String {
  /// The words between spaces, none of them empty. By bytes: `split` looks for the bounds of characters.
  package var spacedWords: [String] { utf8.split(separator: 32).map { String(Substring($0)) } }

  /// What stands behind the last full stop; all of it when there is none.
  package var afterLastDot: String {
    guard let dot = utf8.lastIndex(of: 46) else { return String(self) }
    return String(self[utf8.index(after: dot)...])
  }
}

extension Substring {
  /// The offset in UTF-8 of a text's first occurrence.
  fileprivate func firstOffset(of part: String) -> Int? {
    var whole = self
    var part = part
    return whole.withUTF8 { (bytes) -> Int? in
      part.withUTF8 { (wanted) -> Int? in
        guard let start = wanted.baseAddress, !wanted.isEmpty else { return 0 }
        guard let base = bytes.baseAddress, bytes.count >= wanted.count else { return nil }
        let end = bytes.count - wanted.count
        var offset = 0
        while offset <= end {
          guard let next = memchr(base + offset, Int32(start[0]), end - offset + 1) else { return nil }
          offset = UnsafeRawPointer(next) - UnsafeRawPointer(base)
          if memcmp(base + offset, start, wanted.count) == 0 { return offset }
          offset += 1
        }
        return nil
      }
    }
  }
}
