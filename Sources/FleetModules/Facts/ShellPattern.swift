/// Shell-style patterns as Python's `fnmatch` reads them: `*`, `?`, `[seq]`, `[!seq]`.
struct ShellPattern {
  private let pattern: [Character]

  init(_ pattern: String) { self.pattern = Array(pattern) }

  static func hasWildcard(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }

  func matches(_ text: String) -> Bool {
    let text = Array(text)
    var (place, at) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while at < text.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place, at)
        place += 1
      } else if let next = step(place, text[at]) {
        place = next
        at += 1
      } else if let open = star {
        star = (open.pattern, open.text + 1)
        place = open.pattern + 1
        at = open.text + 1
      } else {
        return false
      }
    }
    while place < pattern.count, pattern[place] == "*" { place += 1 }
    return place == pattern.count
  }

  /// Where the pattern goes on after it took one character; nil when it does not take it.
  private func step(_ place: Int, _ character: Character) -> Int? {
    guard place < pattern.count else { return nil }
    switch pattern[place] {
    case "?": return place + 1
    case "[":
      var end = place + 1
      if end < pattern.count, pattern[end] == "!" { end += 1 }
      if end < pattern.count, pattern[end] == "]" { end += 1 }
      while end < pattern.count, pattern[end] != "]" { end += 1 }
      guard end < pattern.count else { return character == "[" ? place + 1 : nil }
      var set = pattern[(place + 1)..<end]
      let isNegated = set.first == "!"
      if isNegated { set = set.dropFirst() }
      return contains(Array(set), character) != isNegated ? end + 1 : nil
    default: return pattern[place] == character ? place + 1 : nil
    }
  }

  private func contains(_ set: [Character], _ character: Character) -> Bool {
    var place = 0
    while place < set.count {
      if place + 2 < set.count, set[place + 1] == "-" {
        if set[place] <= character, character <= set[place + 2] { return true }
        place += 3
      } else {
        if set[place] == character { return true }
        place += 1
      }
    }
    return false
  }
}
