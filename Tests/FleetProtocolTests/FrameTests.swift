import FleetCore
import Testing

@testable import FleetProtocol

/// Small and repeatable: the same numbers in each run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct FrameTests {
  static let rich: Value = [
    "text": "grün \u{1F600}", "list": [1, -1, nil, true, false, 2.5, ["deep": [:]]], "big": .int(.max),
    "small": .int(.min), "empty": "",
  ]

  static var messages: [Message] {
    var request = TaskRequest(step: 1 << 40, module: "copy", arguments: rich.map ?? [:])
    request.condition = .ifOK(7)
    request.environment = ["PATH": "/bin", "LANG": "C"]
    request.blobs = [String(repeating: "a", count: 64)]
    request.timeoutSeconds = 30
    request.asyncSeconds = .max
    request.isCheck = true
    request.wantsDiff = true
    request.isSecret = true
    var conditional = request
    conditional.condition = .unlessFailed(3..<(1 << 40))
    var result = ModuleResult()
    result.changed = true
    result.notRun = true
    result.message = "done"
    result.values = rich.map ?? [:]
    result.facts = ["kernel": "Linux"]
    result.diffs = [.init(before: "a", after: rich, beforeHeader: "x"), .init(prepared: "p")]
    result.warnings = ["w"]
    result.faults = [ModuleFault(parameter: "mode", message: "no mode", help: "h")]
    return [
      .run([request, conditional, TaskRequest(step: 2, module: "ping")]),
      .haveBlobs([BlobQuestion(digest: "a", size: 7, places: ["/b"])]), .needBlobs([]),
      .blobChunk(digest: "d", bytes: [0, 255, 1], last: true), .fates([1, .max]), .cancel, .hold, .goodbye,
      .hello(.init(version: 1, digest: "d", userID: 0, userName: "root", machine: "x86_64")),
      .result(step: 9, result), .fate(step: 1, .neverStarted), .fate(step: 1, .unknown),
      .fate(step: 3, .finished(.failure("no", ["rc": 1]))), .fatal("full"),
    ]
  }

  static func stream() throws -> [UInt8] { try messages.flatMap { try FrameWriter.frame($0) } }

  static func read(_ reader: inout FrameReader) throws -> [Message] {
    var found: [Message] = []
    while let message = try reader.next() { found.append(message) }
    return found
  }

  @Test(arguments: [1, 2, 3, 7, 64, 100_000]) func everyMessageArrivesInPiecesOfAnySize(_ size: Int) throws {
    let bytes = try Self.stream()
    var reader = FrameReader(awaitsPreamble: false)
    var found: [Message] = []
    for offset in stride(from: 0, to: bytes.count, by: size) {
      reader.append(bytes[offset..<min(offset + size, bytes.count)])
      found += try Self.read(&reader)
    }
    #expect(found == Self.messages)
    #expect(reader.pendingBytes == 0)
  }

  @Test func orderOfMapsIsKept() throws {
    var encoder = BinaryEncoder()
    encoder.encode(Self.rich)
    var decoder = BinaryDecoder(encoder.bytes)
    #expect(try decoder.value().map?.stringKeys == Self.rich.map?.stringKeys)
  }

  @Test(arguments: [1, 5, 4096]) func bannerBeforeThePreambleIsSkipped(_ size: Int) throws {
    let banner = Array("Welcome!\n\u{0}fleet-agent spoken of\nno line end".utf8)
    let bytes = banner + Preamble.bytes + (try FrameWriter.frame(.cancel))
    var reader = FrameReader(awaitsPreamble: true)
    var found: [Message] = []
    for offset in stride(from: 0, to: bytes.count, by: size) {
      reader.append(bytes[offset..<min(offset + size, bytes.count)])
      found += try Self.read(&reader)
    }
    #expect(found == [.cancel])
    #expect(reader.skippedText == banner)
  }

  @Test func anEndlessBannerIsGivenUp() {
    var reader = FrameReader(awaitsPreamble: true)
    reader.append([UInt8](repeating: 65, count: Limits.bannerBytes + 1))
    #expect(throws: ProtocolError.self) { try reader.next() }
    var nuls = FrameReader(awaitsPreamble: true)
    nuls.append([UInt8](repeating: 0, count: Limits.bannerBytes + 100))
    #expect(throws: ProtocolError.self) { try nuls.next() }
  }

  @Test func truncatedMessagesAreFaultsNotCrashes() throws {
    for message in Self.messages {
      let frame = try FrameWriter.frame(message)
      for length in 5..<max(5, frame.count) {
        var decoder = BinaryDecoder(frame, in: 5..<length)
        #expect(throws: ProtocolError.self) { try Message(kind: frame[4], from: &decoder) }
      }
    }
  }

  @Test func alteredBytesNeverCrash() throws {
    var random = SplitMix(state: 42)
    let stream = try Self.stream()
    for _ in 0..<4000 {
      var bytes = stream
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      var reader = FrameReader(awaitsPreamble: false)
      reader.append(bytes)
      _ = try? Self.read(&reader)
    }
    for _ in 0..<4000 {
      let kind = UInt8.random(in: 0...80, using: &random)
      let noise = (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8.random(in: 0...12, using: &random) }
      var decoder = BinaryDecoder(noise)
      _ = try? Message(kind: kind, from: &decoder)
    }
  }

  @Test func boundsHold() {
    var reader = FrameReader(awaitsPreamble: false)
    reader.append([0xff, 0xff, 0xff, 0xff, 1])
    #expect(throws: ProtocolError.self) { try reader.next() }
    var empty = FrameReader(awaitsPreamble: false)
    empty.append([0, 0, 0, 0])
    #expect(throws: ProtocolError.self) { try empty.next() }
    var deep = BinaryDecoder([UInt8](repeating: 0, count: 0) + (0..<5000).flatMap { _ in [6, 1] as [UInt8] } + [0])
    #expect(throws: ProtocolError.self) { try deep.value() }
    var wide = BinaryDecoder([6, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1])
    #expect(throws: ProtocolError.self) { try wide.value() }
    var hello = BinaryDecoder([9, 0, 0, 0, 0])
    #expect(throws: ProtocolError.self) { try Message(kind: 65, from: &hello) }
  }
}
