import FleetSystem

/// What a server said at the end of all redirects.
struct WebAnswer {
  /// 0 where the protocol knows none, or when there was no answer.
  var status = 0
  var reason = ""
  /// Names in lower case.
  var headers: [(name: String, value: String)] = []
  var finalURL = ""
  var body: [UInt8] = []
  /// Why there was no answer.
  var failure: String?

  subscript(_ name: String) -> String? { headers.last { $0.name == name }?.value }

  /// Reads header blocks; the last one counts.
  mutating func readHeaders(_ text: String) {
    for line in text.lines() {
      let line = line.trimmingSpace()
      if line.hasPrefix("HTTP/") {
        headers = []
        let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
        status = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        reason = parts.count > 2 ? parts[2] : ""
      } else if let colon = line.firstIndex(of: ":") {
        let value = line[line.index(after: colon)...].trimmingSpace()
        headers.append((line[..<colon].trimmingSpace().lowercased(), value))
      }
    }
  }
}
