/// The character encodings that filters and lookups are asked for.
package enum TextEncoding {
  private static func normal(_ name: String) -> String {
    name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
  }

  package static func encode(_ text: String, _ name: String) throws -> [UInt8] {
    switch normal(name) {
    case "utf8": return Array(text.utf8)
    case "ascii", "usascii", "latin1", "iso88591", "l1":
      let top: UInt32 = normal(name).contains("ascii") ? 127 : 255
      return try text.unicodeScalars.map { scalar in
        guard scalar.value <= top else {
          throw TemplateFault("the character U+\(PythonText.hex(scalar.value, 4)) is not in \(name)", kind: .value)
        }
        return UInt8(truncatingIfNeeded: scalar.value)
      }
    case "utf16le": return text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    case "utf16be": return text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    case "utf16": return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    case "utf32le":
      return text.unicodeScalars.flatMap { scalar -> [UInt8] in
        (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * UInt32($0))) }
      }
    default: throw TemplateFault("unknown encoding: \(name)", kind: .value)
    }
  }

  package static func decode(_ bytes: [UInt8], _ name: String) throws -> String {
    func units(_ isLittle: Bool, _ bytes: ArraySlice<UInt8>) -> String {
      let array = Array(bytes)
      let units = stride(from: 0, to: array.count - 1, by: 2).map { position -> UInt16 in
        let (first, second) = (UInt16(array[position]), UInt16(array[position + 1]))
        return isLittle ? second << 8 | first : first << 8 | second
      }
      return String(decoding: units, as: UTF16.self)
    }
    switch normal(name) {
    case "utf8", "ascii", "usascii": return String(decoding: bytes, as: UTF8.self)
    case "utf8sig":
      return String(decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
    case "latin1", "iso88591", "l1": return PythonText.string(bytes.map { Unicode.Scalar($0) })
    case "utf16le": return units(true, bytes[...])
    case "utf16be": return units(false, bytes[...])
    case "utf16":
      if bytes.starts(with: [0xFE, 0xFF]) { return units(false, bytes.dropFirst(2)) }
      return units(true, bytes.starts(with: [0xFF, 0xFE]) ? bytes.dropFirst(2) : bytes[...])
    default: throw TemplateFault("unknown encoding: \(name)", kind: .value)
    }
  }
}
