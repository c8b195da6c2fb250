import FleetCore

/// Makes frames: four bytes of length (big-endian, of what follows), one byte of kind, the payload.
package enum FrameWriter {
  package static let headerBytes = 4

  /// The bytes of one message; `.tooLarge` when they would not fit a frame.
  package static func frame(_ message: Message) throws(ProtocolError) -> [UInt8] {
    var encoder = BinaryEncoder()
    for _ in 0..<headerBytes { encoder.encode(0 as UInt8) }
    encoder.encode(message.kind.rawValue)
    message.encode(into: &encoder)
    var bytes = encoder.bytes
    let length = bytes.count - headerBytes
    guard length <= Limits.frameBytes else {
      throw ProtocolError(.tooLarge, "a message of \(length) bytes; a frame holds \(Limits.frameBytes)")
    }
    for index in 0..<headerBytes {
      bytes[index] = UInt8(truncatingIfNeeded: length >> (8 * (headerBytes - 1 - index)))
    }
    return bytes
  }
}
