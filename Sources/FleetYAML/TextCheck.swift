import FleetCore

/// Refuses bytes that are not text before the YAML reader sees them, with the place of the first one.
enum TextCheck {
  static func check(_ file: SourceFile) throws(DiagnosticError) {
    let text = file.text
    if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) {
      throw DiagnosticError(
        .invalidText, "`\(file.path)` is UTF-16, not UTF-8", at: Span(file: file, line: 1, column: 1),
        help: ["save the file as UTF-8"])
    }
    guard let offset = firstFault(text) else { return }
    let place = file.position(ofByte: offset)
    let span = Span(file: file, line: place.line, column: place.column)
    let byte = hex(text[offset])
    if text[offset] < 0x80 {
      throw DiagnosticError(
        .invalidText, "control character \(byte) in `\(file.path)`", at: span, label: "not allowed in YAML",
        help: ["remove it, or write it as an escape in a double-quoted string"])
    }
    throw DiagnosticError(
      .invalidText, "`\(file.path)` is not UTF-8 text", at: span, label: "byte \(byte) does not belong here",
      help: ["save the file as UTF-8"])
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "0x" + (digits.count == 1 ? "0" : "") + digits
  }

  /// The offset of the first byte that is not well-formed UTF-8 or is a control character that YAML forbids.
  private static func firstFault(_ text: [UInt8]) -> Int? {
    text.withUnsafeBufferPointer { bytes in
      var position = 0
      while position < bytes.count {
        let byte = bytes[position]
        if byte < 0x80 {
          if byte >= 0x20 && byte != 0x7F || byte == 10 || byte == 13 || byte == 9 {
            position += 1
            continue
          }
          return position
        }
        let length = sequenceLength(bytes, position)
        if length == 0 { return position }
        position += length
      }
      return nil
    }
  }

  /// Bytes of the UTF-8 sequence at `position`; 0 when it is not well formed (Unicode, table 3-7).
  private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int {
    let lead = bytes[position]
    let (length, low, high): (Int, UInt8, UInt8)
    switch lead {
    case 0xC2...0xDF: (length, low, high) = (2, 0x80, 0xBF)
    case 0xE0: (length, low, high) = (3, 0xA0, 0xBF)
    case 0xED: (length, low, high) = (3, 0x80, 0x9F)
    case 0xE1...0xEF: (length, low, high) = (3, 0x80, 0xBF)
    case 0xF0: (length, low, high) = (4, 0x90, 0xBF)
    case 0xF1...0xF3: (length, low, high) = (4, 0x80, 0xBF)
    case 0xF4: (length, low, high) = (4, 0x80, 0x8F)
    default: return 0
    }
    guard position + length <= bytes.count, (low...high).contains(bytes[position + 1]) else { return 0 }
    for offset in 2..<max(length, 2) where !(0x80...0xBF).contains(bytes[position + offset]) { return 0 }
    return length
  }
}
