import FleetModuleKit

/// A replacement in Python's form: `\1`, `\g<name>`, `\n`; everything else stands for itself.
struct PatternTemplate {
  private enum Part {
    case literal([UInt8])
    case group(Int)
  }

  private let parts: [Part]

  /// Reads the replacement for a pattern; unknown groups and escapes are faults, as in Python.
  init(_ source: String, for pattern: Pattern) throws(ModuleFailure) {
    var reader = Reader(bytes: Array(source.utf8), pattern: pattern)
    try reader.read()
    parts = reader.parts
  }

  func expand(_ match: Pattern.Match, in text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for part in parts {
      switch part {
      case .literal(let bytes): result += bytes
      case .group(let number): if let range = match.ranges[number] { result += text[range] }
      }
    }
    return result
  }

  private struct Reader {
    let bytes: [UInt8]
    let pattern: Pattern
    var position = 0
    var literal: [UInt8] = []
    var parts: [Part] = []

    init(bytes: [UInt8], pattern: Pattern) {
      self.bytes = bytes
      self.pattern = pattern
    }

    mutating func read() throws(ModuleFailure) {
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        if byte == UInt8(ascii: "\\") { try readEscape() } else { literal.append(byte) }
      }
      flush()
    }

    private mutating func flush() {
      if !literal.isEmpty { parts.append(.literal(literal)) }
      literal = []
    }

    private mutating func readEscape() throws(ModuleFailure) {
      guard position < bytes.count else { throw fault("bad escape (end of pattern)") }
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "g"): try readNamedGroup()
      case UInt8(ascii: "0"): literal.append(octal(first: 0, most: 2))
      case UInt8(ascii: "1")...UInt8(ascii: "9"): try readNumber(byte)
      case UInt8(ascii: "n"): literal.append(10)
      case UInt8(ascii: "t"): literal.append(9)
      case UInt8(ascii: "r"): literal.append(13)
      case UInt8(ascii: "a"): literal.append(7)
      case UInt8(ascii: "b"): literal.append(8)
      case UInt8(ascii: "f"): literal.append(12)
      case UInt8(ascii: "v"): literal.append(11)
      case UInt8(ascii: "\\"): literal.append(byte)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
        throw fault("bad escape \\\(Character(Unicode.Scalar(byte))) at position \(position - 2)")
      default: literal += [UInt8(ascii: "\\"), byte]
      }
    }

    private mutating func octal(first: Int, most: Int) -> UInt8 {
      var value = first
      var count = 0
      while count < most, position < bytes.count, (0x30...0x37).contains(bytes[position]) {
        value = value * 8 + Int(bytes[position] - 0x30)
        position += 1
        count += 1
      }
      return UInt8(truncatingIfNeeded: value)
    }

    private mutating func readNumber(_ first: UInt8) throws(ModuleFailure) {
      var number = Int(first - 0x30)
      if position < bytes.count, (0x30...0x39).contains(bytes[position]) {
        number = number * 10 + Int(bytes[position] - 0x30)
        position += 1
      }
      try append(number)
    }

    private mutating func readNamedGroup() throws(ModuleFailure) {
      guard position < bytes.count, bytes[position] == UInt8(ascii: "<"),
        let end = bytes[position...].firstIndex(of: UInt8(ascii: ">"))
      else { throw fault("missing <") }
      let name = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
      position = end + 1
      guard let number = Int(name) ?? pattern.groupNames[name] else { throw fault("unknown group name '\(name)'") }
      try append(number)
    }

    private mutating func append(_ number: Int) throws(ModuleFailure) {
      guard number <= pattern.groupCount else { throw fault("invalid group reference \(number)") }
      flush()
      parts.append(.group(number))
    }

    private func fault(_ reason: String) -> ModuleFailure {
      ModuleFailure("Unable to process replace due to error: \(reason)")
    }
  }
}
