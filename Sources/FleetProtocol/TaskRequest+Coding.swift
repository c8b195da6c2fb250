extension TaskRequest {
  package func encode(into encoder: inout BinaryEncoder) {
    encoder.encode(step)
    encoder.encode(module)
    encoder.encode(arguments)
    condition.encode(into: &encoder)
    encoder.encode(isCheck)
    encoder.encode(wantsDiff)
    encoder.encode(count: environment.count)
    for (name, value) in environment {
      encoder.encode(name)
      encoder.encode(value)
    }
    encoder.encode(UInt64(timeoutSeconds))
    encoder.encode(blobs)
    encoder.encode(isSecret)
    encoder.encode(UInt64(asyncSeconds))
  }

  package init(from decoder: inout BinaryDecoder) throws(ProtocolError) {
    let step = try decoder.unsigned()
    let module = try decoder.text()
    self.init(step: step, module: module, arguments: try decoder.map())
    condition = try Condition(from: &decoder)
    isCheck = try decoder.flag()
    wantsDiff = try decoder.flag()
    for _ in 0..<(try decoder.count(ofSize: 2)) {
      let name = try decoder.text()
      environment[name] = try decoder.text()
    }
    timeoutSeconds = try decoder.unsigned32()
    blobs = try decoder.texts()
    isSecret = try decoder.flag()
    asyncSeconds = try decoder.unsigned32()
  }
}

extension TaskRequest.Condition {
  private enum Tag {
    static let always: UInt64 = 0
    static let ifOK: UInt64 = 1
    static let unlessFailed: UInt64 = 2
  }

  func encode(into encoder: inout BinaryEncoder) {
    switch self {
    case .always: encoder.encode(Tag.always)
    case .ifOK(let step):
      encoder.encode(Tag.ifOK)
      encoder.encode(step)
    case .unlessFailed(let steps):
      encoder.encode(Tag.unlessFailed)
      encoder.encode(steps.lowerBound)
      encoder.encode(steps.upperBound)
    }
  }

  init(from decoder: inout BinaryDecoder) throws(ProtocolError) {
    switch try decoder.unsigned() {
    case Tag.always: self = .always
    case Tag.ifOK: self = .ifOK(try decoder.unsigned())
    case Tag.unlessFailed:
      let first = try decoder.unsigned()
      let end = try decoder.unsigned()
      guard first <= end else { throw ProtocolError(.malformed, "a step's condition is not a range") }
      self = .unlessFailed(first..<end)
    case let kind: throw ProtocolError(.malformed, "a step has a condition of the unknown kind \(kind)")
    }
  }
}
