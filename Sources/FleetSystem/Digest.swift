import CSystem
import Glibc

/// A hash over bytes as they come: MD5, SHA-1 and SHA-2, without a library, for both ends of the wire.
package struct Digest: Sendable {
  private let algorithm: DigestAlgorithm
  private let isPortable: Bool
  private var words: [UInt32] = []
  private var wideWords: [UInt64] = []
  private var pending: [UInt8] = []
  private var count: UInt64 = 0

  /// `isPortable` leaves the processor's own instructions for SHA unused.
  package init(_ algorithm: DigestAlgorithm, isPortable: Bool = false) {
    self.algorithm = algorithm
    self.isPortable = isPortable
    switch algorithm {
    case .md5: words = DigestConstants.startMD5
    case .sha1: words = DigestConstants.startSHA1
    case .sha224: words = DigestConstants.startSHA224
    case .sha256: words = DigestConstants.startSHA256
    case .sha384: wideWords = DigestConstants.startSHA384
    case .sha512: wideWords = DigestConstants.startSHA512
    }
  }

  package mutating func update(_ bytes: some Collection<UInt8>) {
    let used: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    if used == nil { Array(bytes).withUnsafeBytes { update($0) } }
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    count &+= UInt64(bytes.count)
    let size = algorithm.blockBytes
    var rest = bytes[...]
    if !pending.isEmpty {
      let missing = size - pending.count
      pending += rest.prefix(missing)
      rest = rest.dropFirst(missing)
      guard pending.count == size else { return }
      let block = pending
      block.withUnsafeBytes { compress($0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = rest.count / size * size
    if whole > 0 { compress(UnsafeRawBufferPointer(rebasing: rest.prefix(whole))) }
    pending += rest.dropFirst(whole)
  }

  /// The digest; the value is used up by it.
  package mutating func finish() -> [UInt8] {
    let bits = count &* 8
    let size = algorithm.blockBytes
    let lengthBytes = size / 8
    var tail: [UInt8] = [0x80]
    while (pending.count + tail.count + lengthBytes) % size != 0 { tail.append(0) }
    let isLittle = algorithm == .md5
    tail += Array(repeating: 0, count: lengthBytes - 8)
    for place in 0..<8 {
      tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * (isLittle ? place : 7 - place))))
    }
    update(tail)
    var result: [UInt8] = []
    for word in words {
      for place in 0..<4 {
        result.append(UInt8(truncatingIfNeeded: word >> UInt32(8 * (isLittle ? place : 3 - place))))
      }
    }
    for word in wideWords {
      for place in 0..<8 { result.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * (7 - place)))) }
    }
    return Array(result.prefix(algorithm.digestBytes))
  }

  /// Whole blocks.
  private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
    if !isPortable, compressByProcessor(blocks) { return }
    let size = algorithm.blockBytes
    for start in stride(from: 0, to: blocks.count, by: size) {
      let block = UnsafeRawBufferPointer(rebasing: blocks[start..<start + size])
      switch algorithm {
      case .md5: words.withUnsafeMutableBufferPointer { DigestRounds.md5($0, block) }
      case .sha1: words.withUnsafeMutableBufferPointer { DigestRounds.sha1($0, block) }
      case .sha224, .sha256: words.withUnsafeMutableBufferPointer { DigestRounds.sha256($0, block) }
      case .sha384, .sha512: wideWords.withUnsafeMutableBufferPointer { DigestRounds.sha512($0, block) }
      }
    }
  }

  /// False when the processor has no instructions for the algorithm.
  private mutating func compressByProcessor(_ blocks: UnsafeRawBufferPointer) -> Bool {
    let count = blocks.count / algorithm.blockBytes
    return words.withUnsafeMutableBufferPointer { state in
      switch algorithm {
      case .sha1: fleet_sha1_blocks(state.baseAddress, blocks.baseAddress, count) != 0
      case .sha224, .sha256:
        DigestConstants.sha256.withUnsafeBufferPointer { constants in
          fleet_sha256_blocks(state.baseAddress, constants.baseAddress, blocks.baseAddress, count) != 0
        }
      case .md5, .sha384, .sha512: false
      }
    }
  }

  /// The digest as lower-case hexadecimal text.
  package mutating func hex() -> String { Digest.hexText(finish()) }

  package static func hex(of bytes: some Collection<UInt8>, _ algorithm: DigestAlgorithm) -> String {
    var digest = Digest(algorithm)
    digest.update(bytes)
    return digest.hex()
  }

  /// The digest of a file, read in pieces.
  package static func hex(ofFile path: String, _ algorithm: DigestAlgorithm) throws(SystemError) -> String {
    var digest = Digest(algorithm)
    try FileSystem.readPieces(path) { digest.update($0) }
    return digest.hex()
  }

  package static func hexText(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
