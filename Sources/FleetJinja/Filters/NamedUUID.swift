/// UUIDs made from names (RFC 4122, version 5).
enum NamedUUID {
  static func version5(_ name: String, namespace: String) throws -> String {
    var hex = namespace.lowercased()
    for mark in ["urn:", "uuid:"] { hex = PythonText.replace(hex, mark, with: "") }
    let digits = hex.utf8.filter { $0 != 45 && $0 != 123 && $0 != 125 }
    let text = String(decoding: digits, as: UTF8.self)
    guard digits.count == 32, text.allSatisfy({ $0.isHexDigit }) else {
      throw TemplateFault(
        "Invalid value '\(namespace)' for 'namespace': badly formed hexadecimal UUID string", kind: .value)
    }
    let bytes = stride(from: 0, to: 32, by: 2).compactMap { position in
      UInt8(String(decoding: digits[position..<position + 2], as: UTF8.self), radix: 16)
    }
    var digest = Array(try Digest.of(bytes + Array(name.utf8), "sha1").prefix(16))
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    let result = digest.map { PythonText.hex(UInt32($0), 2) }
    return [result[0..<4], result[4..<6], result[6..<8], result[8..<10], result[10..<16]].map { $0.joined() }
      .joined(separator: "-")
  }
}
