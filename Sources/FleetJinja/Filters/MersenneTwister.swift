import FleetCore

/// CPython's `random.Random(seed)`: the same seed gives the same choices as Ansible.
struct MersenneTwister {
  private var state = [UInt32](repeating: 0, count: 624)
  private var index = 624

  /// `Random(seed)` for whole numbers and texts (seeding version 2).
  init(seed: JinjaValue) throws {
    switch seed {
    case .int(let number): self.init(key: Self.words(number.magnitude))
    case .bool(let flag): self.init(key: Self.words(flag ? 1 : 0))
    case .string(let text), .markup(let text):
      let bytes = Array(text.utf8)
      let number = bytes + (try Digest.of(bytes, "sha512"))
      var key: [UInt32] = []
      var end = number.count
      while end > 0 {
        let start = max(0, end - 4)
        key.append(number[start..<end].reduce(0) { $0 << 8 | UInt32($1) })
        end = start
      }
      while key.count > 1, key.last == 0 { key.removeLast() }
      self.init(key: key)
    case .bigInt(let number): self.init(key: number.magnitude)
    case .double(let number): try self.init(seed: .string("\(number)"))
    default: try self.init(seed: .string(try seed.text()))
    }
  }

  private static func words(_ number: UInt) -> [UInt32] {
    let high = UInt32(number >> 32)
    return high == 0 ? [UInt32(truncatingIfNeeded: number)] : [UInt32(truncatingIfNeeded: number), high]
  }

  private init(key: [UInt32]) {
    let key = key.isEmpty ? [0] : key
    seed(19_650_218)
    var i = 1
    var j = 0
    for _ in 0..<max(624, key.count) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) &* 1_664_525)) &+ key[j] &+ UInt32(j)
      i += 1
      j += 1
      if i >= 624 {
        state[0] = state[623]
        i = 1
      }
      if j >= key.count { j = 0 }
    }
    for _ in 0..<623 {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) &* 1_566_083_941)) &- UInt32(i)
      i += 1
      if i >= 624 {
        state[0] = state[623]
        i = 1
      }
    }
    state[0] = 0x8000_0000
    index = 624
  }

  private mutating func seed(_ number: UInt32) {
    state[0] = number
    for i in 1..<624 { state[i] = 1_812_433_253 &* (state[i - 1] ^ (state[i - 1] >> 30)) &+ UInt32(i) }
  }

  private mutating func next() -> UInt32 {
    if index >= 624 {
      for i in 0..<624 {
        let y = (state[i] & 0x8000_0000) | (state[(i + 1) % 624] & 0x7FFF_FFFF)
        state[i] = state[(i + 397) % 624] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
      }
      index = 0
    }
    var y = state[index]
    index += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9D2C_5680
    y ^= (y << 15) & 0xEFC6_0000
    y ^= y >> 18
    return y
  }

  private mutating func bits(_ count: Int) -> UInt64 {
    if count <= 32 { return UInt64(next() >> UInt32(32 - count)) }
    let low = UInt64(next())
    return low | UInt64(next() >> UInt32(64 - count)) << 32
  }

  /// A number below `bound`, as `Random._randbelow` chooses it.
  mutating func below(_ bound: Int) -> Int {
    guard bound > 0 else { return 0 }
    let count = Int.bitWidth - bound.leadingZeroBitCount
    var number = bits(count)
    while number >= UInt64(bound) { number = bits(count) }
    return Int(number)
  }
}
