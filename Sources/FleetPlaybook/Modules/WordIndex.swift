import FleetCore

/// Finds words in texts of words parted by spaces, without a string for each: an open hash table of places.
struct WordIndex: Sendable {
  private let bytes: [UInt8]
  /// Where a word begins, plus one; 0 where there is none.
  private var slots: [UInt32]

  init(_ texts: some Sequence<String>) {
    var bytes: [UInt8] = []
    for text in texts {
      bytes += text.utf8
      bytes.append(32)
    }
    self.bytes = bytes
    // At most half full: two bytes are the least that a word takes.
    let words = bytes.reduce(1) { $0 + ($1 == 32 ? 1 : 0) }
    slots = [UInt32](repeating: 0, count: 1 << (Int.bitWidth - (2 * words).leadingZeroBitCount))
    var begin = 0
    while begin < bytes.count {
      var hash = WordHash()
      var end = begin
      while bytes[end] != 32 {
        hash.combine(bytes[end])
        end += 1
      }
      if end > begin { insert(begin, hash.value) }
      begin = end + 1
    }
  }

  private mutating func insert(_ begin: Int, _ hash: UInt32) {
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt32(begin + 1)
  }

  func contains(_ word: some StringProtocol) -> Bool {
    var hash = WordHash()
    for byte in word.utf8 { hash.combine(byte) }
    guard !word.isEmpty else { return false }
    var slot = Int(hash.value) & (slots.count - 1)
    while slots[slot] != 0 {
      if isWord(word, at: Int(slots[slot]) - 1) { return true }
      slot = (slot + 1) & (slots.count - 1)
    }
    return false
  }

  private func isWord(_ word: some StringProtocol, at begin: Int) -> Bool {
    var place = begin
    for byte in word.utf8 {
      guard byte != 32, bytes[place] == byte else { return false }
      place += 1
    }
    return bytes[place] == 32
  }

  /// FNV-1a, 32 bits.
  private struct WordHash {
    var value: UInt32 = 2_166_136_261
    mutating func combine(_ byte: UInt8) { value = (value ^ UInt32(byte)) &* 16_777_619 }
  }
}
