package import FleetCore

/// A stretch of a template's text, counted in bytes of UTF-8.
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

  /// The place of a part of the template in its file; only worked out for messages.
  package func span(of range: SourceRange) -> Span? {
    guard let origin else { return nil }
    func codePoints(_ bytes: some Sequence<UInt8>) -> Int { bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 } }
    // Templates are compiled with one kind of line end.
    let plain = text.utf8.contains(13) ? text.replacingLineEnds : text
    let bytes = Array(plain.utf8)
    let start = min(Int(range.offset), bytes.count)
    let end = min(range.end, bytes.count)
    return origin.span(
      of: plain, offset: codePoints(bytes[..<start]), length: max(1, codePoints(bytes[start..<max(start, end)])))
  }
}

extension String {
  /// With `\n` for every kind of line end.
  var replacingLineEnds: String {
    var result = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in unicodeScalars {
      if scalar == "\r" {
        result.append("\n")
      } else if scalar != "\n" || last != "\r" {
        result.append(scalar)
      }
      last = scalar
    }
    return String(result)
  }
}
