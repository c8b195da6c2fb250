extension Message {
  /// The byte behind a frame's length.
  package enum Kind: UInt8, Sendable {
    case run = 1
    case haveBlobs = 2
    case blobChunk = 3
    case fates = 4
    case cancel = 5
    case goodbye = 6
    case hold = 7
    case hello = 65
    case result = 66
    case needBlobs = 67
    case fate = 68
    case fatal = 69
  }

  package var kind: Kind {
    switch self {
    case .run: .run
    case .haveBlobs: .haveBlobs
    case .blobChunk: .blobChunk
    case .fates: .fates
    case .cancel: .cancel
    case .goodbye: .goodbye
    case .hold: .hold
    case .hello: .hello
    case .result: .result
    case .needBlobs: .needBlobs
    case .fate: .fate
    case .fatal: .fatal
    }
  }

  package func encode(into encoder: inout BinaryEncoder) {
    switch self {
    case .run(let requests): encoder.encode(requests) { $1.encode(into: &$0) }
    case .haveBlobs(let questions): encoder.encode(questions) { $1.encode(into: &$0) }
    case .needBlobs(let digests): encoder.encode(digests)
    case .blobChunk(let digest, let bytes, let last):
      encoder.encode(digest)
      encoder.encode(bytes)
      encoder.encode(last)
    case .fates(let steps): encoder.encode(steps) { $0.encode($1) }
    case .cancel, .goodbye, .hold: break
    case .hello(let hello): hello.encode(into: &encoder)
    case .result(let step, let result):
      encoder.encode(step)
      result.encode(into: &encoder)
    case .fate(let step, let fate):
      encoder.encode(step)
      fate.encode(into: &encoder)
    case .fatal(let text): encoder.encode(text)
    }
  }

  /// Reads the payload of a frame of the given kind, all of it.
  package init(kind: UInt8, from decoder: inout BinaryDecoder) throws(ProtocolError) {
    switch Kind(rawValue: kind) {
    case .run:
      self = .run(try decoder.array { (decoder) throws(ProtocolError) in try TaskRequest(from: &decoder) })
    case .haveBlobs:
      self = .haveBlobs(
        try decoder.array { (decoder) throws(ProtocolError) in try BlobQuestion(from: &decoder) })
    case .blobChunk:
      let digest = try decoder.text()
      let bytes = try decoder.data()
      self = .blobChunk(digest: digest, bytes: bytes, last: try decoder.flag())
    case .fates: self = .fates(try decoder.array { (decoder) throws(ProtocolError) in try decoder.unsigned() })
    case .cancel: self = .cancel
    case .goodbye: self = .goodbye
    case .hold: self = .hold
    case .hello: self = .hello(try Hello(from: &decoder))
    case .result:
      let step = try decoder.unsigned()
      self = .result(step: step, try ModuleResult(from: &decoder))
    case .needBlobs: self = .needBlobs(try decoder.texts())
    case .fate:
      let step = try decoder.unsigned()
      self = .fate(step: step, try Fate(from: &decoder))
    case .fatal: self = .fatal(try decoder.text())
    case nil: throw ProtocolError(.unknownKind, "a frame of the unknown kind \(kind)")
    }
    try decoder.finish()
  }
}

extension Message.Hello {
  func encode(into encoder: inout BinaryEncoder) {
    encoder.encode(UInt64(version))
    encoder.encode(digest)
    encoder.encode(UInt64(userID))
    encoder.encode(userName)
    encoder.encode(machine)
  }

  init(from decoder: inout BinaryDecoder) throws(ProtocolError) {
    let version = try decoder.unsigned32()
    guard version == ProtocolVersion.current else {
      throw ProtocolError(
        .malformed, "the agent speaks protocol \(version), this program speaks \(ProtocolVersion.current)")
    }
    let digest = try decoder.text()
    let userID = try decoder.unsigned32()
    let userName = try decoder.text()
    self.init(
      version: version, digest: digest, userID: userID, userName: userName, machine: try decoder.text())
  }
}

extension Message.Fate {
  func encode(into encoder: inout BinaryEncoder) {
    switch self {
    case .neverStarted: encoder.encode(0 as UInt8)
    case .unknown: encoder.encode(1 as UInt8)
    case .finished(let result):
      encoder.encode(2 as UInt8)
      result.encode(into: &encoder)
    }
  }

  init(from decoder: inout BinaryDecoder) throws(ProtocolError) {
    switch try decoder.byte() {
    case 0: self = .neverStarted
    case 1: self = .unknown
    case 2: self = .finished(try ModuleResult(from: &decoder))
    case let other: throw ProtocolError(.malformed, "unknown fate \(other) of a step")
    }
  }
}
