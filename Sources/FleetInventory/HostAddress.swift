import FleetCore

/// A host as an inventory writes it: a name or address, perhaps with a port (`parse_address`).
struct HostAddress: Equatable {
  let host: String
  let port: Int?

  /// Nil when the text is no host name, address or range of them.
  init?(_ text: String, allowsRanges: Bool) {
    if text.utf8.allSatisfy(Self.isPlain), let first = text.utf8.first, Self.isWord(first) {
      guard Self.isHostName(text) else { return nil }
      (host, port) = (text, nil)
      return
    }
    let (address, number) = Self.splitPort(text)
    guard Self.isIPv4(address) || Self.isIPv6(address) || Self.isHostName(address) else { return nil }
    guard allowsRanges || !address.contains("[") else { return nil }
    (host, port) = (address, number)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "_"): true
    default: false
    }
  }

  /// `[host]:port`, then `host:port` outside brackets.
  private static func splitPort(_ text: String) -> (String, Int?) {
    guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(digits) else {
      return (text, nil)
    }
    let before = text[..<colon]
    if before.first == "[", before.last == "]", before.count > 2 {
      return (String(before.dropFirst().dropLast()), port)
    }
    // Every other colon must stand inside brackets.
    var depth = 0
    for character in before {
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      if depth < 0 || depth > 1 || (character == ":" && depth == 0) { return (text, nil) }
    }
    return depth == 0 ? (String(before), port) : (text, nil)
  }

  /// The parts between separators that stand outside brackets.
  private static func parts(_ text: String, _ separator: Character) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var depth = 0
    for index in text.indices {
      if text[index] == "[" { depth += 1 }
      if text[index] == "]" { depth -= 1 }
      if depth == 0, text[index] == separator {
        parts.append(text[start..<index])
        start = text.index(after: index)
      }
    }
    return parts + [text[start...]]
  }

  static func isIPv4(_ text: String) -> Bool {
    let octets = parts(text, ".")
    return octets.count == 4
      && octets.allSatisfy { octet in
        if octet.first == "[" { return isRange(octet, of: { $0.allSatisfy { (48...57).contains($0) } }) }
        guard (1...3).contains(octet.utf8.count), octet.utf8.allSatisfy({ (48...57).contains($0) }) else {
          return false
        }
        return (Int(octet) ?? 256) < 256
      }
  }

  static func isIPv6(_ text: String) -> Bool {
    let components = parts(text, ":")
    guard components.count >= 3, components.count <= 9 else { return false }
    var gaps = 0
    for (position, component) in components.enumerated() {
      if component.isEmpty {
        let isEdge = position == 0 || position == components.count - 1
        if !isEdge { gaps += 1 }
        if isEdge {
          let neighbour = position == 0 ? components[1] : components[position - 1]
          guard neighbour.isEmpty else { return false }
        }
      } else if position == components.count - 1, component.contains(".") {
        guard isIPv4(String(component)) else { return false }
      } else if component.first == "[" {
        guard isRange(component, of: { $0.allSatisfy(isHex) }) else { return false }
      } else {
        guard (1...4).contains(component.utf8.count), component.utf8.allSatisfy(isHex) else { return false }
      }
    }
    return components.count == 8 ? gaps <= 1 : gaps == 1
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...70, 97...102: true
    default: false
    }
  }

  /// Labels of letters, digits, `_`, `-` and ranges; none ends in `_` or `-`.
  static func isHostName(_ text: String) -> Bool {
    let labels = parts(text, ".")
    return labels.allSatisfy { label in
      guard let first = label.unicodeScalars.first, let last = label.unicodeScalars.last else { return false }
      guard first == "[" || isNameScalar(first), last != "_", last != "-" else { return false }
      var inRange = false
      var start = label.startIndex
      for index in label.indices {
        let character = label[index]
        if inRange {
          if character == "]" {
            guard isNameRange(label[start...index]) else { return false }
            inRange = false
          }
        } else if character == "[" {
          inRange = true
          start = index
        } else {
          guard character.unicodeScalars.allSatisfy({ isNameScalar($0) || $0 == "-" }) else { return false }
        }
      }
      return !inRange
    }
  }

  private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 128
      ? isWord(UInt8(scalar.value)) : scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private static func isNameRange(_ text: Substring) -> Bool {
    if isRange(text, of: { $0.allSatisfy { (48...57).contains($0) } }) { return true }
    return isRange(text) { $0.count == 1 && $0.allSatisfy { (65...90).contains($0) || (97...122).contains($0) } }
  }

  /// `[x:y]` or `[x:y:step]` whose ends fit.
  private static func isRange(_ text: Substring, of isEnd: (Substring.UTF8View) -> Bool) -> Bool {
    guard text.first == "[", text.last == "]" else { return false }
    let fields = text.dropFirst().dropLast().split(separator: ":", omittingEmptySubsequences: false)
    guard fields.count == 2 || fields.count == 3, !fields[0].isEmpty, !fields[1].isEmpty else { return false }
    guard isEnd(fields[0].utf8), isEnd(fields[1].utf8) else { return false }
    return fields.count == 2 || (!fields[2].isEmpty && fields[2].utf8.allSatisfy { (48...57).contains($0) })
  }
}
