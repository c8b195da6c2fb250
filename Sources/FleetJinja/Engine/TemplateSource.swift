package import FleetCore

/// A stretch of a template's text, counted in code points.
package struct SourceRange: Sendable, Hashable {
  package var offset: Int32
  package var length: Int32

  init(_ start: Int, _ end: Int) {
    offset = Int32(truncatingIfNeeded: start)
    length = Int32(truncatingIfNeeded: max(1, end - start))
  }

  var end: Int { Int(offset) + Int(length) }

  /// From the start of this range to the end of the other.
  func union(_ other: SourceRange) -> SourceRange { SourceRange(Int(offset), max(end, other.end)) }
}

/// The text of a template with its place in a file.
package final class TemplateSource: Sendable {
  package let text: String
  package let origin: TextOrigin?
  /// What an included template calls itself, nil for strings of a playbook.
  package let name: String?

  init(text: String, origin: TextOrigin?, name: String? = nil) {
    self.text = text
    self.origin = origin
    self.name = name
  }

  package func span(of range: SourceRange) -> Span? {
    origin?.span(of: text, offset: Int(range.offset), length: Int(range.length))
  }
}
