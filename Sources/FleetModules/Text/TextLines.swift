/// Lines of bytes with their ends, and what is asked of them.
enum TextLines {
  /// Splits after each line feed (Python's `readlines`).
  static func split(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = 0
    for (position, byte) in bytes.enumerated() where byte == 10 {
      lines.append(Array(bytes[start...position]))
      start = position + 1
    }
    if start < bytes.count { lines.append(Array(bytes[start...])) }
    return lines
  }

  /// Splits after line feeds and carriage returns too (Python's `bytes.splitlines(True)`).
  static func splitUniversal(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = 0
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      guard byte == 10 || byte == 13 else { continue }
      if byte == 13, position < bytes.count, bytes[position] == 10 { position += 1 }
      lines.append(Array(bytes[start..<position]))
      start = position
    }
    if start < bytes.count { lines.append(Array(bytes[start...])) }
    return lines
  }

  /// Without line feeds and carriage returns at the end.
  static func trimmed(_ line: [UInt8]) -> ArraySlice<UInt8> {
    var end = line.count
    while end > 0, line[end - 1] == 10 || line[end - 1] == 13 { end -= 1 }
    return line[..<end]
  }

  static func contains(_ line: [UInt8], _ part: [UInt8]) -> Bool {
    if part.isEmpty { return true }
    guard line.count >= part.count else { return false }
    return (0...(line.count - part.count)).contains { line[$0..<($0 + part.count)].elementsEqual(part) }
  }
}
