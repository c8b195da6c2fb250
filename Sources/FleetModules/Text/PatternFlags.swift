/// Flags that stand at the start of a pattern: `(?ms)`.
enum PatternFlags {
  /// Whether the pattern itself asks for `re.MULTILINE`.
  static func isMultiline(_ pattern: String) -> Bool {
    guard pattern.hasPrefix("(?") else { return false }
    let flags = pattern.dropFirst(2).prefix { $0 != ")" && $0 != ":" }
    return flags.allSatisfy { "aiLmsux".contains($0) } && flags.contains("m")
  }
}
