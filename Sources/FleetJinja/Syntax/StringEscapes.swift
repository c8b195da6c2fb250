/// The backslash escapes of Python strings, as Jinja2 reads them in its own string literals.
enum StringEscapes {
  static func read(_ text: String, range: SourceRange) throws(SyntaxFault) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    var position = 0
    while position < scalars.count {
      let scalar = scalars[position]
      position += 1
      guard scalar == "\\", position < scalars.count else {
        result.append(scalar)
        continue
      }
      let mark = scalars[position]
      position += 1
      if let simple = simple[mark] {
        result.append(simple)
      } else if mark == "\n" {
        continue
      } else if let width = widths[mark] {
        result.append(try hex(scalars, &position, width, range))
      } else if mark >= "0", mark <= "7" {
        var value = mark.value - 48
        var count = 1
        while count < 3, position < scalars.count, scalars[position] >= "0", scalars[position] <= "7" {
          value = value * 8 + scalars[position].value - 48
          position += 1
          count += 1
        }
        result.append(Unicode.Scalar(value) ?? "\u{FFFD}")
      } else {
        result.append("\\")
        result.append(mark)
      }
    }
    return String(result)
  }

  private static let simple: [Unicode.Scalar: Unicode.Scalar] = [
    "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "a": "\u{7}", "b": "\u{8}", "f": "\u{C}",
    "v": "\u{B}",
  ]
  private static let widths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]

  private static func hex(
    _ scalars: [Unicode.Scalar], _ position: inout Int, _ width: Int, _ range: SourceRange
  ) throws(SyntaxFault) -> Unicode.Scalar {
    let end = min(position + width, scalars.count)
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[position..<end])
    guard end - position == width, let value = UInt32(String(view), radix: 16) else {
      throw SyntaxFault(message: "truncated escape in a string, \(width) hexadecimal digits are needed", range: range)
    }
    position = end
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }
}
