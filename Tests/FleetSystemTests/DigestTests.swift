import FleetSystem
import Testing

@Suite struct DigestTests {
  @Test(arguments: [
    (DigestAlgorithm.md5, "900150983cd24fb0d6963f7d28e17f72"),
    (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (.sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
    (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func knowsAbc(algorithm: DigestAlgorithm, digest: String) {
    #expect(Digest.hex(of: Array("abc".utf8), algorithm) == digest)
  }

  @Test(arguments: DigestAlgorithm.allCases)
  func agreesWithTheSystem(algorithm: DigestAlgorithm) throws {
    for count in [0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 1000, 300_001] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let answer = try Command(["\(algorithm.rawValue)sum"], input: bytes).run()
      #expect(Digest.hex(of: bytes, algorithm) == answer.stdoutText.prefix { $0 != " " }, "\(count) bytes")
    }
  }

  @Test(
    "the processor's instructions and the portable rounds agree", arguments: [DigestAlgorithm.sha1, .sha224, .sha256])
  func hardware(_ algorithm: DigestAlgorithm) {
    let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 3) }
    for step in [1, 63, 64, 65, 129, 1000, 5000] {
      var fast = Digest(algorithm)
      var portable = Digest(algorithm, isPortable: true)
      for start in stride(from: 0, to: bytes.count, by: step) {
        let piece = bytes[start..<min(start + step, bytes.count)]
        fast.update(piece)
        portable.update(piece)
      }
      #expect(fast.hex() == portable.hex(), "pieces of \(step) bytes")
    }
  }
}
