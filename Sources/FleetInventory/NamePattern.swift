import FleetCore

/// What one part of a host pattern says about a name: a glob, a regular expression, or the name itself.
enum NamePattern {
  case exact(String)
  case glob([Unicode.Scalar])
  case regex(NameRegex)

  /// `~expression` is a regular expression, everything else a glob (`_match_list`).
  init(_ text: String, at span: Span? = nil) throws(DiagnosticError) {
    if text.hasPrefix("~") {
      self = .regex(try Self.regex(String(text.dropFirst()), at: span))
    } else if text.contains(where: { "*?[".contains($0) }) {
      self = .glob(Array(text.unicodeScalars))
    } else {
      self = .exact(text)
    }
  }

  static func regex(_ text: String, at span: Span?) throws(DiagnosticError) -> NameRegex {
    do {
      return NameRegex(expression: try Regex(text))
    } catch {
      throw DiagnosticError(
        .invalidHostPattern, "`\(text)` is not a regular expression: \(error)", at: span,
        help: ["a host pattern that begins with `~` is a regular expression"])
    }
  }

  func matches(_ name: String) -> Bool {
    switch self {
    case .exact(let text): name == text
    case .glob(let glob): Self.matches(glob, Array(name.unicodeScalars))
    case .regex(let regex): regex.isPrefix(of: name)
    }
  }

  /// Shell globs as Python's `fnmatch`: `*`, `?`, `[abc]`, `[!a-c]`.
  static func matches(_ glob: [Unicode.Scalar], _ name: [Unicode.Scalar]) -> Bool {
    var (g, n) = (0, 0)
    var restart: (glob: Int, name: Int)?
    while n < name.count {
      if g < glob.count, glob[g] == "*" {
        restart = (g, n)
        g += 1
      } else if g < glob.count, let next = step(glob, g, name[n]) {
        g = next
        n += 1
      } else if let last = restart {
        g = last.glob + 1
        n = last.name + 1
        restart = (last.glob, last.name + 1)
      } else {
        return false
      }
    }
    while g < glob.count, glob[g] == "*" { g += 1 }
    return g == glob.count
  }

  /// The position behind the glob's element when it takes the character.
  private static func step(_ glob: [Unicode.Scalar], _ position: Int, _ scalar: Unicode.Scalar) -> Int? {
    switch glob[position] {
    case "?": return position + 1
    case "[":
      var end = position + 1
      if end < glob.count, glob[end] == "!" { end += 1 }
      if end < glob.count, glob[end] == "]" { end += 1 }
      while end < glob.count, glob[end] != "]" { end += 1 }
      guard end < glob.count else { return scalar == "[" ? position + 1 : nil }
      return isMember(scalar, of: glob[(position + 1)..<end]) ? end + 1 : nil
    default: return glob[position] == scalar ? position + 1 : nil
    }
  }

  private static func isMember(_ scalar: Unicode.Scalar, of set: ArraySlice<Unicode.Scalar>) -> Bool {
    let isNegated = set.first == "!"
    let members = Array(isNegated ? set.dropFirst() : set)
    var position = 0
    var isFound = false
    while position < members.count {
      if position + 2 < members.count, members[position + 1] == "-" {
        if members[position] <= scalar, scalar <= members[position + 2] { isFound = true }
        position += 3
      } else {
        if members[position] == scalar { isFound = true }
        position += 1
      }
    }
    return isFound != isNegated
  }
}

/// A regular expression over names; matches from the start as Python's `re.match`.
struct NameRegex {
  let expression: Regex<AnyRegexOutput>

  func isPrefix(of name: String) -> Bool { (try? expression.prefixMatch(in: name)) != nil }
  func isFound(in name: String) -> Bool { (try? expression.firstMatch(in: name)) != nil }
}
