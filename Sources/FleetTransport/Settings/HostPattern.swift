/// OpenSSH's patterns: `*`, `?`, and a leading `!` that excludes.
enum HostPattern {
  /// Whether a name matches a list: at least one pattern, and none that is negated.
  static func matches(_ name: String, _ patterns: [Substring]) -> Bool {
    let bytes = Array(name.lowercased().utf8)
    var isMatch = false
    for pattern in patterns {
      if pattern.hasPrefix("!") {
        if matches(bytes, Array(pattern.dropFirst().lowercased().utf8)) { return false }
      } else if !isMatch {
        isMatch = matches(bytes, Array(pattern.lowercased().utf8))
      }
    }
    return isMatch
  }

  /// Linear in time but for the last star, which is the only one that needs to be taken back.
  private static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
    var at = 0
    var next = 0
    var star: (pattern: Int, name: Int)?
    while at < name.count {
      if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
        star = (next, at)
        next += 1
      } else if next < pattern.count, pattern[next] == UInt8(ascii: "?") || pattern[next] == name[at] {
        at += 1
        next += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        next = last.pattern + 1
        at = last.name + 1
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
