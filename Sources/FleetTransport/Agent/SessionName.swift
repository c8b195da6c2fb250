import CCrypto

/// Names for agents' sessions, which nobody can guess.
enum SessionName {
  static func random() -> String {
    var bytes = [UInt8](repeating: 0, count: 12)
    RAND_bytes(&bytes, Int32(bytes.count))
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
