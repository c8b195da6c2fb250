package import FleetCore

/// A vault text taken apart: header, salt, authentication code, ciphertext (formats 1.1 and 1.2).
package struct VaultEnvelope: Sendable {
  private static let mark = Array("$ANSIBLE_VAULT".utf8)
  private static let lineWidth = 80

  /// The id in the header; nil in format 1.1.
  package let id: String?
  let salt: [UInt8]
  let mac: [UInt8]
  let ciphertext: [UInt8]

  /// Whether a text starts as a vault does and is plain ASCII.
  package static func isEncrypted(_ text: some Sequence<UInt8>) -> Bool { text.starts(with: mark) }
  package static func isEncrypted(_ text: String) -> Bool { text.utf8.starts(with: mark) }

  /// Takes a vault text apart. `place` is where it stands, for the message.
  package init(_ text: [UInt8], at place: Span?) throws(DiagnosticError) {
    let lines = text.split(whereSeparator: { $0 == 10 || $0 == 13 }).map(Self.trimmed)
    guard let header = lines.first, header.starts(with: Self.mark) else {
      throw DiagnosticError(
        .invalidVault, "the text is not a vault", at: place, help: ["a vault starts with `$ANSIBLE_VAULT;`"])
    }
    let fields = header.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      .map { String(decoding: Self.trimmed($0), as: UTF8.self) }
    guard fields.count >= 3 else {
      throw DiagnosticError(
        .invalidVault, "the header of the vault is not whole", at: place,
        help: ["it should be `$ANSIBLE_VAULT;1.1;AES256` or `$ANSIBLE_VAULT;1.2;AES256;id`"])
    }
    guard ["1.1", "1.2"].contains(fields[1]) else {
      throw DiagnosticError(
        .unknownVaultFormat, "vault version `\(fields[1])` is not known", at: place, help: ["known are 1.1 and 1.2"])
    }
    guard fields[2] == "AES256" else {
      throw DiagnosticError(
        .unknownVaultFormat, "vault cipher `\(fields[2])` is not known", at: place, help: ["known is AES256"])
    }
    id = fields.count > 3 && !fields[3].isEmpty ? fields[3] : nil
    guard let inner = Self.unhex(lines.dropFirst().joined()) else { throw Self.damaged(place) }
    let parts = inner.split(separator: 10, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let salt = Self.unhex(parts[0]), let mac = Self.unhex(parts[1]),
      let ciphertext = Self.unhex(parts[2]), mac.count == 32, !ciphertext.isEmpty
    else { throw Self.damaged(place) }
    self.salt = salt
    self.mac = mac
    self.ciphertext = ciphertext
  }

  init(id: String?, salt: [UInt8], mac: [UInt8], ciphertext: [UInt8]) {
    self.id = id
    self.salt = salt
    self.mac = mac
    self.ciphertext = ciphertext
  }

  /// The vault text: a header and lines of 80 characters, ending in a line feed.
  package var text: String {
    let inner = Self.hex(salt) + [10] + Self.hex(mac) + [10] + Self.hex(ciphertext)
    var text = id.map { "$ANSIBLE_VAULT;1.2;AES256;\($0)\n" } ?? "$ANSIBLE_VAULT;1.1;AES256\n"
    let digits = Self.hex(inner)
    for start in stride(from: 0, to: digits.count, by: Self.lineWidth) {
      text += String(decoding: digits[start..<min(start + Self.lineWidth, digits.count)], as: UTF8.self) + "\n"
    }
    return text
  }

  private static func damaged(_ place: Span?) -> DiagnosticError {
    DiagnosticError(
      .invalidVault, "the vault text is damaged or cut off", at: place,
      help: ["restore it from version control, or encrypt the value again"])
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    while let last = line.last, last == 32 || last == 9 { line.removeLast() }
    while let first = line.first, first == 32 || first == 9 { line.removeFirst() }
    return line
  }

  private static func hex(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  private static func unhex(_ digits: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in digits {
      let value: UInt8
      switch digit {
      case 48...57: value = digit - 48
      case 97...102: value = digit - 87
      case 65...70: value = digit - 55
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? bytes : nil
  }
}
