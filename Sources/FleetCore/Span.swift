/// A stretch of one line of a source file that a diagnostic can underline.
package struct Span: Sendable, Hashable {
  package let file: SourceFile
  /// Line and column from 1; columns count code points.
  package let line: Int
  package let column: Int
  /// Code points underlined; at least 1.
  package let length: Int

  package init(file: SourceFile, line: Int, column: Int, length: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.length = max(1, length)
  }

  /// `path:line:column`, as every message shows it.
  package var description: String { "\(file.path):\(line):\(column)" }

  package static func == (left: Span, right: Span) -> Bool {
    left.file === right.file && left.line == right.line && left.column == right.column && left.length == right.length
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(file))
    hasher.combine(line)
    hasher.combine(column)
  }
}
