/// A text that was read once and is pointed into ever after: its name, its bytes, where its lines begin.
package final class SourceFile: Sendable {
  /// The path as the user would write it, or a name such as `<command line>`.
  package let path: String
  package let text: [UInt8]
  private let lineStarts: [Int]
  /// Contents came out of a vault: diagnostics show the place, never the line.
  package let isSecret: Bool

  package init(path: String, text: [UInt8], isSecret: Bool = false) {
    self.path = path
    self.text = text
    self.isSecret = isSecret
    var starts = [0]
    for (offset, byte) in text.enumerated() where byte == 10 { starts.append(offset + 1) }
    lineStarts = starts
  }

  package convenience init(path: String, text: String) { self.init(path: path, text: Array(text.utf8)) }

  package var lineCount: Int { lineStarts.count }

  /// The text of a line (from 1), without its end.
  package func line(_ number: Int) -> String {
    guard number >= 1, number <= lineStarts.count else { return "" }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] - 1 : text.count
    if end > start, text[end - 1] == 13 { end -= 1 }
    return String(decoding: text[start..<end], as: UTF8.self)
  }

  /// The position of a byte offset: line and column from 1, columns in characters (code points).
  package func position(ofByte offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    let bytes = text[lineStarts[low]..<min(max(offset, lineStarts[low]), text.count)]
    return (low + 1, bytes.reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 })
  }
}
