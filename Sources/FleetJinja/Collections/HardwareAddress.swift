/// MAC addresses in the ways vendors write them.
enum HardwareAddress {
  static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.unicodeScalars.filter { $0 != ":" && $0 != "-" && $0 != "." }
    let hex = PythonText.string(digits)
    guard hex.utf8.count == 12, hex.allSatisfy(\.isHexDigit) else { return nil }
    return stride(from: 0, to: 12, by: 2).compactMap { UInt8(String(hex.dropFirst($0).prefix(2)), radix: 16) }
  }

  static func text(_ bytes: [UInt8], _ style: String) -> String? {
    let lower = bytes.map { PythonText.hex(UInt32($0), 2) }
    let upper = lower.map { $0.uppercased() }
    switch style {
    case "bare": return upper.joined()
    case "cisco": return stride(from: 0, to: 6, by: 2).map { lower[$0] + lower[$0 + 1] }.joined(separator: ".")
    case "eui48", "win": return upper.joined(separator: "-")
    case "linux", "unix": return lower.joined(separator: ":")
    case "pgsql", "postgresql", "psql": return lower[..<3].joined() + ":" + lower[3...].joined()
    default: return nil
    }
  }
}
