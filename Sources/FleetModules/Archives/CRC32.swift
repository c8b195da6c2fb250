import FleetSystem

/// The checksum that zip archives keep of each member (polynomial 0xEDB88320).
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 != 0 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
  }

  static func ofFile(_ path: String) throws(SystemError) -> UInt32 {
    var value = ~UInt32(0)
    try FileSystem.readPieces(path) { piece in
      for byte in piece { value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8 }
    }
    return ~value
  }
}
