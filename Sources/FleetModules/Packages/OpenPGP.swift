import FleetCore
import FleetSystem

/// As much of OpenPGP (RFC 4880) as it takes to tell keys apart: armour, packets, key numbers.
enum OpenPGP {
  /// A public key with its subkeys and signatures.
  struct Key {
    /// Of the key and its subkeys: sixteen digits.
    var identifiers: [String]
    var bytes: [UInt8]
  }

  static let armourStart = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
  private static let armourEnd = "-----END PGP PUBLIC KEY BLOCK-----"

  /// The bytes of armoured or plain key material; nil when armour is damaged.
  static func binary(_ data: [UInt8]) -> [UInt8]? {
    let text = String(decoding: data, as: UTF8.self)
    guard text.hasSubstring(armourStart) else { return data }
    var bytes: [UInt8] = []
    var body: String?
    var isInHeader = false
    for line in text.lines().map({ $0.trimmingSpace() }) {
      if line == armourStart {
        body = ""
        isInHeader = true
      } else if line == armourEnd {
        guard let body, let part = Base64.decode(body) else { return nil }
        bytes += part
      } else if body != nil {
        if line.isEmpty {
          isInHeader = false
        } else if isInHeader, line.hasSubstring(": ") {
          continue
        } else if !line.hasPrefix("=") {
          body?.append(line)
        }
      }
    }
    return bytes
  }

  static func armoured(_ bytes: [UInt8]) -> String {
    var text = armourStart + "\n\n"
    let body = Base64.encode(bytes)
    var rest = body[...]
    while !rest.isEmpty {
      text += rest.prefix(64) + "\n"
      rest = rest.dropFirst(64)
    }
    let check = checksum(bytes)
    let tail = [UInt8(check >> 16 & 255), UInt8(check >> 8 & 255), UInt8(check & 255)]
    return text + "=" + Base64.encode(tail) + "\n" + armourEnd + "\n"
  }

  /// CRC-24.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var register: UInt32 = 0xB704CE
    for byte in bytes {
      register ^= UInt32(byte) << 16
      for _ in 0..<8 {
        register <<= 1
        if register & 0x1000000 != 0 { register ^= 0x1864CFB }
      }
    }
    return register & 0xFFFFFF
  }

  /// The keys in a row of packets; nil when it is no such row.
  static func keys(in bytes: [UInt8]) -> [Key]? {
    var keys: [Key] = []
    var position = 0
    while position < bytes.count {
      guard let packet = packet(bytes, at: position) else { return nil }
      let whole = bytes[position..<packet.body.upperBound]
      if packet.tag == 6 { keys.append(Key(identifiers: [], bytes: [])) }
      guard !keys.isEmpty else { return nil }
      keys[keys.count - 1].bytes += whole
      if packet.tag == 6 || packet.tag == 14, let identifier = identifier(bytes[packet.body]) {
        keys[keys.count - 1].identifiers.append(identifier)
      }
      position = packet.body.upperBound
    }
    return keys
  }

  private static func packet(_ bytes: [UInt8], at start: Int) -> (tag: UInt8, body: Range<Int>)? {
    let head = bytes[start]
    guard head & 0x80 != 0 else { return nil }
    func number(_ at: Int, _ count: Int) -> Int? {
      guard at + count <= bytes.count else { return nil }
      return bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
    }
    var length: Int?
    var body = start + 1
    if head & 0x40 != 0 {
      guard let first = number(body, 1) else { return nil }
      if first < 192 {
        length = first
        body += 1
      } else if first < 224 {
        length = number(body + 1, 1).map { (first - 192) << 8 + $0 + 192 }
        body += 2
      } else if first == 255 {
        length = number(body + 1, 4)
        body += 5
      }
    } else {
      let count = [1, 2, 4, 0][Int(head & 3)]
      length = count == 0 ? bytes.count - body : number(body, count)
      body += count
    }
    guard let length, length >= 0, body + length <= bytes.count else { return nil }
    return (head & 0x40 != 0 ? head & 0x3F : head >> 2 & 0xF, body..<body + length)
  }

  /// The end of a version 4 key's fingerprint.
  private static func identifier(_ body: ArraySlice<UInt8>) -> String? {
    guard body.first == 4 else { return nil }
    let head: [UInt8] = [0x99, UInt8(body.count >> 8 & 255), UInt8(body.count & 255)]
    return String(Digest.hex(of: head + body, .sha1).suffix(16)).uppercased()
  }
}
