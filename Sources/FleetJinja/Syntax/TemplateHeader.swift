import FleetCore

/// The first line `#jinja2: trim_blocks: False, ...` of Ansible's templates.
enum TemplateHeader {
  private static let mark = "#jinja2:"

  /// Reads the header into `options`; answers the byte where the template itself begins.
  static func read(_ text: String, into options: inout TemplateOptions) throws(SyntaxFault) -> Int {
    guard text.hasPrefix(mark) else { return 0 }
    let bytes = Array(text.utf8)
    guard let end = bytes.firstIndex(of: 10) else {
      throw SyntaxFault(message: "there is no newline after the `#jinja2:` header", range: SourceRange(0, bytes.count))
    }
    let line = String(decoding: bytes[mark.utf8.count..<end], as: UTF8.self)
    let range = SourceRange(mark.utf8.count, end)
    for pair in line.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw SyntaxFault(message: "expected `name: value` in the `#jinja2:` header, found `\(pair)`", range: range)
      }
      let name = String(parts[0]).trimmingSpaces
      try set(name, String(parts[1]).trimmingSpaces, &options, range)
    }
    return end + 1 - (text.utf8.contains(13) ? bytes[..<end].count { $0 == 13 } : 0)
  }

  private static let flags: [String: any WritableKeyPath<TemplateOptions, Bool> & Sendable] = [
    "trim_blocks": \.trimBlocks, "lstrip_blocks": \.lstripBlocks, "keep_trailing_newline": \.keepTrailingNewline,
  ]
  private static let texts: [String: any WritableKeyPath<TemplateOptions, String> & Sendable] = [
    "variable_start_string": \.variableStart, "variable_end_string": \.variableEnd, "block_start_string": \.blockStart,
    "block_end_string": \.blockEnd, "comment_start_string": \.commentStart, "comment_end_string": \.commentEnd,
    "newline_sequence": \.newlineSequence,
  ]
  private static let prefixes: [String: any WritableKeyPath<TemplateOptions, String?> & Sendable] = [
    "line_statement_prefix": \.lineStatementPrefix, "line_comment_prefix": \.lineCommentPrefix,
  ]

  private static func set(
    _ name: String, _ text: String, _ options: inout TemplateOptions, _ range: SourceRange
  ) throws(SyntaxFault) {
    if let path = flags[name] {
      guard text == "True" || text == "False" else {
        throw SyntaxFault(message: "`\(name)` must be `True` or `False`, not `\(text)`", range: range)
      }
      options[keyPath: path] = text == "True"
    } else if let path = texts[name] {
      options[keyPath: path] = try string(text, range)
    } else if let path = prefixes[name] {
      options[keyPath: path] = text == "None" ? nil : try string(text, range)
    } else {
      let known = Array(flags.keys) + Array(texts.keys) + Array(prefixes.keys)
      throw SyntaxFault(
        message: "unknown option `\(name)` in the `#jinja2:` header", range: range,
        help: Suggestion.help(for: name, in: known.sorted()))
    }
  }

  private static func string(_ text: String, _ range: SourceRange) throws(SyntaxFault) -> String {
    guard text.utf8.count >= 2, let quote = text.first, quote == "'" || quote == "\"", text.last == quote else {
      throw SyntaxFault(message: "expected a quoted string in the `#jinja2:` header, found `\(text)`", range: range)
    }
    return try StringEscapes.read(String(text.dropFirst().dropLast()), range: range)
  }
}
