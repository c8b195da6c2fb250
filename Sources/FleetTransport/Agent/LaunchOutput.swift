import FleetCore
import FleetProtocol

/// What comes out of a machine before the agent speaks: a banner, perhaps, and the script's markers.
struct LaunchOutput {
  private(set) var output: [UInt8] = []
  private(set) var errors: [UInt8] = []
  private let session: String

  init(session: String) { self.session = session }

  mutating func append(output bytes: [UInt8]) throws(ConnectionError) {
    output += bytes
    if output.count > Limits.bannerBytes + Limits.chunkBytes {
      throw ConnectionError(.agent, "more than \(Limits.bannerBytes) bytes of text before the agent's first word")
    }
  }

  mutating func append(errors bytes: [UInt8]) {
    errors += bytes
    if errors.count > Limits.bannerTextBytes { errors.removeFirst(errors.count - Limits.bannerTextBytes) }
  }

  var hasPreamble: Bool { Self.find(Preamble.bytes, in: output) != nil }

  /// The rest of a marker's line; nil when it is not there, or not whole.
  func marker(_ marker: AgentScript.Marker) -> String? {
    line(of: marker).map { line in String(decoding: line.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self) }
  }

  /// What came behind a marker's line in the same breath.
  func rest(after marker: AgentScript.Marker) -> [UInt8] {
    line(of: marker).map { line in Array(output[(line.endIndex + 1)...]) } ?? []
  }

  private func line(of marker: AgentScript.Marker) -> ArraySlice<UInt8>? {
    let wanted = Array("\(marker.rawValue) \(session)".utf8)
    guard let start = Self.find(wanted, in: output) else { return nil }
    let rest = output[(start + wanted.count)...]
    return rest.firstIndex(of: UInt8(ascii: "\n")).map { rest[..<$0] }
  }

  private static func find(_ wanted: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= wanted.count else { return nil }
    var from = 0
    while let first = bytes[from...].firstIndex(of: wanted[0]) {
      guard first + wanted.count <= bytes.count else { return nil }
      if bytes[first..<first + wanted.count].elementsEqual(wanted) { return first }
      from = first + 1
    }
    return nil
  }

  /// What was said, for a message: standard error, or else the banner; one line.
  var words: String {
    let source = errors.contains { $0 > 32 } ? errors : Array(output.suffix(Limits.bannerTextBytes))
    let text = String(decoding: source, as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("fleet-started ") }
      .map { Self.shortened(String($0)) }
    return lines.suffix(4).joined(separator: "; ").filter { $0 == " " || !$0.isWhitespace && $0 >= " " }
  }

  /// sudo repeats the whole command when it refuses it: the beginning and the end of a line are enough.
  private static func shortened(_ line: String) -> String {
    line.count <= Limits.launchLineCharacters
      ? line : "\(line.prefix(Limits.launchLineCharacters / 2)) ... \(line.suffix(60))"
  }
}
