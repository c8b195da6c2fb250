/// URLs taken apart and quoted, as Python's `urllib.parse` does it.
package struct URLText {
  var scheme = ""
  var netloc = ""
  var path = ""
  var query = ""
  var fragment = ""

  /// `urlsplit`.
  init(_ text: String) throws {
    var rest = PythonText.strip(
      text, PythonText.string((0...32).compactMap { Unicode.Scalar(UInt8($0)) }), trailing: false)
    for unsafe in ["\t", "\r", "\n"] { rest = PythonText.replace(rest, unsafe, with: "") }
    if let colon = rest.firstIndex(of: ":"), colon > rest.startIndex {
      let name = rest[..<colon]
      let isScheme = name.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122, 43, 45, 46: true
        default: false
        }
      }
      if isScheme, let first = name.utf8.first, (65...90).contains(first) || (97...122).contains(first) {
        scheme = name.lowercased()
        rest = String(rest[rest.index(after: colon)...])
      }
    }
    if rest.hasPrefix("//") {
      let after = rest.dropFirst(2)
      let end = after.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? after.endIndex
      netloc = String(after[..<end])
      rest = String(after[end...])
      if netloc.contains("[") != netloc.contains("]") { throw TemplateFault("Invalid IPv6 URL", kind: .value) }
    }
    if let mark = rest.firstIndex(of: "#") {
      fragment = String(rest[rest.index(after: mark)...])
      rest = String(rest[..<mark])
    }
    if let mark = rest.firstIndex(of: "?") {
      query = String(rest[rest.index(after: mark)...])
      rest = String(rest[..<mark])
    }
    path = rest
  }

  private var userInfo: (name: String?, password: String?) {
    guard let at = netloc.lastIndex(of: "@") else { return (nil, nil) }
    let info = netloc[..<at]
    guard let colon = info.firstIndex(of: ":") else { return (String(info), nil) }
    return (String(info[..<colon]), String(info[info.index(after: colon)...]))
  }

  var username: String? { userInfo.name }
  var password: String? { userInfo.password }

  private var hostAndPort: (host: String, port: String?) {
    let host = netloc.lastIndex(of: "@").map { String(netloc[netloc.index(after: $0)...]) } ?? netloc
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
      let tail = host[host.index(after: end)...]
      return (
        String(host[host.index(after: host.startIndex)..<end]), tail.hasPrefix(":") ? String(tail.dropFirst()) : nil
      )
    }
    guard let colon = host.firstIndex(of: ":") else { return (host, nil) }
    return (String(host[..<colon]), String(host[host.index(after: colon)...]))
  }

  var hostname: String? { hostAndPort.host.isEmpty ? nil : hostAndPort.host.lowercased() }

  func port() throws -> Int? {
    guard let text = hostAndPort.port, !text.isEmpty else { return nil }
    guard let port = Int(text) else {
      throw TemplateFault("Port could not be cast to integer value as '\(text)'", kind: .value)
    }
    guard (0...65_535).contains(port) else { throw TemplateFault("Port out of range 0-65535", kind: .value) }
    return port
  }

  /// `quote`: everything but letters, digits, `_.-~` and `safe` as `%XX`.
  package static func quote(_ text: String, safe: String = "/") -> String {
    var result: [UInt8] = []
    let hex = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, 95, 46, 45, 126: result.append(byte)
      case _ where safe.utf8.contains(byte): result.append(byte)
      default: result += [37, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// `unquote_plus`.
  package static func unquotePlus(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      if bytes[position] == 37, position + 2 < bytes.count,
        let byte = UInt8(String(decoding: bytes[position + 1...position + 2], as: UTF8.self), radix: 16),
        bytes[position + 1] != 43, bytes[position + 1] != 45
      {
        result.append(byte)
        position += 3
      } else {
        result.append(bytes[position] == 43 ? 32 : bytes[position])
        position += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
