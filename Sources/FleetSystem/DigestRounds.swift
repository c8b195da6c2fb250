/// One block of each hash function.
enum DigestRounds {
  private static func rotate(_ word: UInt32, left bits: UInt32) -> UInt32 { word &<< bits | word &>> (32 &- bits) }
  private static func rotate(_ word: UInt32, right bits: UInt32) -> UInt32 { word &>> bits | word &<< (32 &- bits) }
  private static func rotate(_ word: UInt64, right bits: UInt64) -> UInt64 { word &>> bits | word &<< (64 &- bits) }

  private static func big(_ block: UnsafeRawBufferPointer, _ index: Int) -> UInt32 {
    UInt32(bigEndian: block.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
  }

  static func sha256(_ state: UnsafeMutableBufferPointer<UInt32>, _ block: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      for index in 0..<16 { schedule[index] = big(block, index) }
      for index in 16..<64 {
        let early = schedule[index &- 15]
        let late = schedule[index &- 2]
        let first = rotate(early, right: 7) ^ rotate(early, right: 18) ^ early &>> 3
        let second = rotate(late, right: 17) ^ rotate(late, right: 19) ^ late &>> 10
        schedule[index] = schedule[index &- 16] &+ first &+ schedule[index &- 7] &+ second
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      DigestConstants.sha256.withUnsafeBufferPointer { constants in
        for index in 0..<64 {
          let sum = rotate(e, right: 6) ^ rotate(e, right: 11) ^ rotate(e, right: 25)
          let one = h &+ sum &+ (e & f ^ ~e & g) &+ constants[index] &+ schedule[index]
          let other = rotate(a, right: 2) ^ rotate(a, right: 13) ^ rotate(a, right: 22)
          let two = other &+ (a & b ^ a & c ^ b & c)
          (h, g, f, e, d, c, b, a) = (g, f, e, d &+ one, c, b, a, one &+ two)
        }
      }
      for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }
  }

  static func sha512(_ state: UnsafeMutableBufferPointer<UInt64>, _ block: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 80) { schedule in
      for index in 0..<16 {
        schedule[index] = UInt64(bigEndian: block.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
      }
      for index in 16..<80 {
        let early = schedule[index &- 15]
        let late = schedule[index &- 2]
        let first = rotate(early, right: 1) ^ rotate(early, right: 8) ^ early &>> 7
        let second = rotate(late, right: 19) ^ rotate(late, right: 61) ^ late &>> 6
        schedule[index] = schedule[index &- 16] &+ first &+ schedule[index &- 7] &+ second
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      DigestConstants.sha512.withUnsafeBufferPointer { constants in
        for index in 0..<80 {
          let sum = rotate(e, right: 14) ^ rotate(e, right: 18) ^ rotate(e, right: 41)
          let one = h &+ sum &+ (e & f ^ ~e & g) &+ constants[index] &+ schedule[index]
          let other = rotate(a, right: 28) ^ rotate(a, right: 34) ^ rotate(a, right: 39)
          let two = other &+ (a & b ^ a & c ^ b & c)
          (h, g, f, e, d, c, b, a) = (g, f, e, d &+ one, c, b, a, one &+ two)
        }
      }
      for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }
  }

  static func sha1(_ state: UnsafeMutableBufferPointer<UInt32>, _ block: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 80) { schedule in
      for index in 0..<16 { schedule[index] = big(block, index) }
      for index in 16..<80 {
        let mixed = schedule[index &- 3] ^ schedule[index &- 8] ^ schedule[index &- 14] ^ schedule[index &- 16]
        schedule[index] = rotate(mixed, left: 1)
      }
      var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
      for index in 0..<80 {
        let mixed: UInt32
        let constant: UInt32
        switch index {
        case ..<20: (mixed, constant) = (b & c | ~b & d, 0x5a82_7999)
        case ..<40: (mixed, constant) = (b ^ c ^ d, 0x6ed9_eba1)
        case ..<60: (mixed, constant) = (b & c | b & d | c & d, 0x8f1b_bcdc)
        default: (mixed, constant) = (b ^ c ^ d, 0xca62_c1d6)
        }
        let next = rotate(a, left: 5) &+ mixed &+ e &+ constant &+ schedule[index]
        (e, d, c, b, a) = (d, c, rotate(b, left: 30), a, next)
      }
      for (index, word) in [a, b, c, d, e].enumerated() { state[index] &+= word }
    }
  }

  static func md5(_ state: UnsafeMutableBufferPointer<UInt32>, _ block: UnsafeRawBufferPointer) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    for index in 0..<64 {
      let mixed: UInt32
      let place: Int
      switch index {
      case ..<16: (mixed, place) = (b & c | ~b & d, index)
      case ..<32: (mixed, place) = (d & b | ~d & c, (5 &* index &+ 1) & 15)
      case ..<48: (mixed, place) = (b ^ c ^ d, (3 &* index &+ 5) & 15)
      default: (mixed, place) = (c ^ (b | ~d), (7 &* index) & 15)
      }
      let word = UInt32(littleEndian: block.loadUnaligned(fromByteOffset: place &* 4, as: UInt32.self))
      let sum = a &+ mixed &+ DigestConstants.md5[index] &+ word
      let shift = DigestConstants.md5Shifts[(index &>> 4) &* 4 &+ index & 3]
      (a, d, c, b) = (d, c, b, b &+ rotate(sum, left: shift))
    }
    for (index, word) in [a, b, c, d].enumerated() { state[index] &+= word }
  }
}
