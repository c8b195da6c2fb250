extension ModuleResult {
  package func encode(into encoder: inout BinaryEncoder) {
    encoder.encode(
      (changed ? 1 : 0) | (failed ? 2 : 0) | (skipped ? 4 : 0) | (notRun ? 8 : 0) as UInt8)
    encoder.encode(message)
    encoder.encode(values)
    encoder.encode(facts)
    encoder.encode(diffs) { $1.encode(into: &$0) }
    encoder.encode(warnings)
    encoder.encode(faults) { $1.encode(into: &$0) }
  }

  package init(from decoder: inout BinaryDecoder) throws(ProtocolError) {
    self.init()
    let flags = try decoder.byte()
    guard flags < 16 else { throw ProtocolError(.malformed, "unknown flags \(flags) of a result") }
    changed = flags & 1 != 0
    failed = flags & 2 != 0
    skipped = flags & 4 != 0
    notRun = flags & 8 != 0
    message = try decoder.optionalText()
    values = try decoder.map()
    facts = try decoder.map()
    diffs = try decoder.array { (decoder) throws(ProtocolError) in try Diff(from: &decoder) }
    warnings = try decoder.texts()
    faults = try decoder.array { (decoder) throws(ProtocolError) in try ModuleFault(from: &decoder) }
  }
}

extension ModuleResult.Diff {
  func encode(into encoder: inout BinaryEncoder) {
    encoder.encode(beforeHeader)
    encoder.encode(afterHeader)
    encoder.encode(before)
    encoder.encode(after)
    encoder.encode(prepared)
  }

  init(from decoder: inout BinaryDecoder) throws(ProtocolError) {
    let beforeHeader = try decoder.optionalText()
    let afterHeader = try decoder.optionalText()
    let before = try decoder.value()
    let after = try decoder.value()
    self.init(
      before: before, after: after, beforeHeader: beforeHeader, afterHeader: afterHeader,
      prepared: try decoder.optionalText())
  }
}

extension ModuleFault {
  func encode(into encoder: inout BinaryEncoder) {
    encoder.encode(parameter)
    encoder.encode(message)
    encoder.encode(help)
  }

  init(from decoder: inout BinaryDecoder) throws(ProtocolError) {
    let parameter = try decoder.text()
    let message = try decoder.text()
    self.init(parameter: parameter, message: message, help: try decoder.optionalText())
  }
}
