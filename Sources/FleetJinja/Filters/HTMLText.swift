/// HTML escaping as markupsafe does it.
package enum HTMLText {
  /// `&`, `<`, `>`, `"` and `'` as entities.
  package static func escape(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 38 || $0 == 60 || $0 == 62 || $0 == 34 || $0 == 39 }) else { return text }
    var result: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 38: result += "&amp;".utf8
      case 60: result += "&lt;".utf8
      case 62: result += "&gt;".utf8
      case 34: result += "&#34;".utf8
      case 39: result += "&#39;".utf8
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let entities: [String: Unicode.Scalar] = [
    "amp": "&", "apos": "'", "bull": "•", "cent": "¢", "copy": "©", "deg": "°", "eacute": "é", "euro": "€",
    "gt": ">", "hellip": "…", "laquo": "«", "ldquo": "“", "lsquo": "‘", "lt": "<", "mdash": "—", "middot": "·",
    "nbsp": "\u{A0}", "ndash": "–", "para": "¶", "pound": "£", "quot": "\"", "raquo": "»", "rdquo": "”", "reg": "®",
    "rsquo": "’", "sect": "§", "times": "×", "trade": "™", "yen": "¥",
  ]

  /// Entities turned back into characters: numbers and the common names.
  package static func unescape(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    var position = 0
    while position < scalars.count {
      if scalars[position] == "&", let end = scalars[position...].prefix(12).firstIndex(of: ";"),
        let scalar = entity(PythonText.string(scalars[position + 1..<end]))
      {
        result.append(scalar)
        position = end + 1
      } else {
        result.append(scalars[position])
        position += 1
      }
    }
    return String(result)
  }

  private static func entity(_ name: String) -> Unicode.Scalar? {
    if name.hasPrefix("#x") || name.hasPrefix("#X") {
      return UInt32(name.dropFirst(2), radix: 16).flatMap { Unicode.Scalar($0) }
    }
    if name.hasPrefix("#") { return UInt32(name.dropFirst()).flatMap { Unicode.Scalar($0) } }
    return entities[name]
  }

  /// Without comments and tags, white space folded, entities turned back.
  static func stripTags(_ text: String) -> String {
    let withoutComments = cut(text, from: "<!--", to: "-->")
    let plain = cut(withoutComments, from: "<", to: ">")
    return unescape(PythonText.words(plain).joined(separator: " "))
  }

  private static func cut(_ text: String, from start: String, to end: String) -> String {
    let bytes = Array(text.utf8)
    let (open, close) = (Array(start.utf8), Array(end.utf8))
    var result: [UInt8] = []
    var position = 0
    while let from = PythonText.firstByte(of: open, in: bytes[position...]),
      let to = PythonText.firstByte(of: close, in: bytes[from...])
    {
      result += bytes[position..<from]
      position = to + close.count
    }
    result += bytes[position...]
    return String(decoding: result, as: UTF8.self)
  }
}
