extension TaskRequest {
  package func encode(into encoder: inout BinaryEncoder) {
    encoder.encode(step)
    encoder.encode(module)
    encoder.encode(arguments)
    switch condition {
    case .always: encoder.encode(false)
    case .ifOK(let other):
      encoder.encode(true)
      encoder.encode(other)
    }
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
    condition = try decoder.flag() ? .ifOK(try decoder.unsigned()) : .always
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
