import CCrypto

/// Base64 by libcrypto: several times as fast as `FleetCore`'s, for the embedded agent of some megabytes.
enum Base64 {
  static func encode(_ bytes: [UInt8]) -> String {
    var output = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let count = EVP_EncodeBlock(&output, bytes, Int32(bytes.count))
    return String(decoding: output[..<Int(count)], as: UTF8.self)
  }

  /// nil for text that is not base64 with its padding.
  static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)) }

  static func decode(_ text: [UInt8]) -> [UInt8]? {
    guard !text.isEmpty, text.count % 4 == 0, let size = Int32(exactly: text.count) else { return nil }
    let padding = text.suffix(2).filter { $0 == UInt8(ascii: "=") }.count
    var output = [UInt8](repeating: 0, count: text.count / 4 * 3)
    let count = EVP_DecodeBlock(&output, text, size)
    guard count >= padding else { return nil }
    output.removeLast(output.count - Int(count) + padding)
    return output
  }
}
