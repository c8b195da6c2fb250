/// The marks of templates as bytes: worked out once for the usual ones.
final class LexerRules: Sendable {
  /// Start strings, longest first, as Jinja2 tries them.
  let starts: [(kind: Lexer.Start, text: [UInt8])]
  let firstBytes: [UInt8]
  let blockStart: [UInt8]
  let blockEnd: [UInt8]
  let variableEnd: [UInt8]
  let commentEnd: [UInt8]
  let lineStatement: [UInt8]?
  let lineComment: [UInt8]?

  private static let usual = LexerRules(TemplateOptions())

  static func of(_ options: TemplateOptions) -> LexerRules {
    let isUsual =
      options.variableStart == "{{" && options.variableEnd == "}}" && options.blockStart == "{%"
      && options.blockEnd == "%}" && options.commentStart == "{#" && options.commentEnd == "#}"
      && options.lineStatementPrefix == nil && options.lineCommentPrefix == nil
    return isUsual ? usual : LexerRules(options)
  }

  private init(_ options: TemplateOptions) {
    blockStart = Array(options.blockStart.utf8)
    blockEnd = Array(options.blockEnd.utf8)
    variableEnd = Array(options.variableEnd.utf8)
    commentEnd = Array(options.commentEnd.utf8)
    lineStatement = options.lineStatementPrefix.map { Array($0.utf8) }
    lineComment = options.lineCommentPrefix.map { Array($0.utf8) }
    // A stable sort: of equal lengths Jinja2 prefers the one whose rule name is greater.
    let marks: [(rank: Int, kind: Lexer.Start, text: [UInt8])] = [
      (1, .comment, Array(options.commentStart.utf8)), (2, .block, blockStart),
      (0, .variable, Array(options.variableStart.utf8)),
    ]
    starts = marks.sorted { ($1.text.count, $0.rank) < ($0.text.count, $1.rank) }.map { ($0.kind, $0.text) }
    firstBytes = starts.reduce(into: []) { bytes, start in
      if let byte = start.text.first, !bytes.contains(byte) { bytes.append(byte) }
    }
  }
}
