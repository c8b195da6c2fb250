import FleetSystem

/// A file of digests: `<digest>  <name>`, `SHA256 (<name>) = <digest>`, or one digest alone.
struct ChecksumList {
  private let lines: [String]

  init(_ text: String) { lines = text.lines() }

  func digest(of name: String) -> String? {
    if lines.count == 1, lines[0].words().count == 1 { return lines[0].trimmingSpace() }
    for line in lines {
      if let entry = ChecksumList.bsd(line) ?? ChecksumList.gnu(line), entry.name == name { return entry.digest }
    }
    return nil
  }

  private static func bsd(_ line: String) -> (name: String, digest: String)? {
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"), open < close else { return nil }
    let rest = line[line.index(after: close)...].trimmingSpace()
    guard rest.hasPrefix("=") else { return nil }
    return (String(line[line.index(after: open)..<close]), rest.dropFirst().trimmingSpace())
  }

  private static func gnu(_ line: String) -> (name: String, digest: String)? {
    guard let space = line.firstIndex(where: \.isWhitespace) else { return nil }
    var name = line[space...].trimmingSpace()
    if name.hasPrefix("*") { name.removeFirst() }
    while name.hasPrefix("./") || name.hasPrefix("/") { name.removeFirst() }
    return (name, String(line[..<space]))
  }
}
