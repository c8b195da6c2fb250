/// Asks whether a machine holds a content, and names files there that may have it already.
package struct BlobQuestion: Sendable, Hashable {
  /// SHA-256, hex.
  package var digest: String
  package var size: UInt64
  /// Absolute paths on the machine, such as where the content is to go.
  package var places: [String]

  package init(digest: String, size: UInt64, places: [String] = []) {
    self.digest = digest
    self.size = size
    self.places = places
  }

  func encode(into encoder: inout BinaryEncoder) {
    encoder.encode(digest)
    encoder.encode(size)
    encoder.encode(places)
  }

  init(from decoder: inout BinaryDecoder) throws(ProtocolError) {
    digest = try decoder.text()
    size = try decoder.unsigned()
    places = try decoder.texts()
  }
}
