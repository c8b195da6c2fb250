import FleetCore

/// `json.dumps` of Python values: tuples are arrays, big integers keep their digits, dates are ISO texts.
struct JSONText {
  struct Options {
    var indent: String?
    var sortsKeys = false
    var asciiOnly = true
    var allowsNaN = true
    var skipsKeys = false
    var itemSeparator: String?
    var keySeparator = ": "
  }

  private let options: Options
  private let writer: JSONWriter
  private let separator: String

  init(_ options: Options = Options()) {
    self.options = options
    writer = JSONWriter(asciiOnly: options.asciiOnly)
    separator = options.itemSeparator ?? (options.indent == nil ? ", " : ",")
  }

  func text(of value: JinjaValue) throws -> String {
    var bytes: [UInt8] = []
    try write(value, level: 0, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(_ value: JinjaValue, level: Int, into bytes: inout [UInt8]) throws {
    guard level < Limits.nestingDepth else {
      throw TemplateFault("a value is nested deeper than \(Limits.nestingDepth) levels", kind: .limit)
    }
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let flag): bytes += (flag ? "true" : "false").utf8
    case .int, .bigInt: bytes += try value.text().utf8
    case .double(let number):
      guard options.allowsNaN || number.isFinite else {
        throw TemplateFault("Out of range float values are not JSON compliant", kind: .value)
      }
      bytes += JSONWriter.number(number).utf8
    case .string(let text), .markup(let text): writer.write(.string(text), into: &bytes)
    case .list, .tuple: try array(try value.elements(), level, &bytes)
    case .map(let map): try object(try map.pairs(), level, &bytes)
    case .object(let object):
      if let date = object as? DateTimeObject {
        writer.write(.string(try date.isoText(separator: "T")), into: &bytes)
      } else if let data = try object.data() {
        try write(JinjaValue(data), level: level, into: &bytes)
      } else if let elements = try object.elements() {
        try array(elements, level, &bytes)
      } else {
        throw TemplateFault("Object of type \(object.typeName) is not JSON serializable", kind: .type)
      }
    case .undefined(let undefined): throw undefined.fault
    case .omit: throw TemplateFault("Object of type Omit is not JSON serializable", kind: .type)
    }
  }

  private func newline(_ level: Int, _ bytes: inout [UInt8]) {
    guard let indent = options.indent else { return }
    bytes.append(10)
    for _ in 0..<level { bytes += indent.utf8 }
  }

  private func array(_ items: [JinjaValue], _ level: Int, _ bytes: inout [UInt8]) throws {
    bytes.append(91)
    for (position, item) in items.enumerated() {
      if position > 0 { bytes += separator.utf8 }
      newline(level + 1, &bytes)
      try write(item, level: level + 1, into: &bytes)
    }
    if !items.isEmpty { newline(level, &bytes) }
    bytes.append(93)
  }

  private func object(_ pairs: [(key: Value, value: JinjaValue)], _ level: Int, _ bytes: inout [UInt8]) throws {
    var entries: [(key: String, value: JinjaValue)] = []
    for (key, value) in pairs {
      if case .list = key {
        if options.skipsKeys { continue }
        throw TemplateFault("keys must be str, int, float, bool or None, not tuple", kind: .type)
      }
      entries.append((JSONWriter.keyText(key), value))
    }
    if options.sortsKeys {
      let keys = pairs.map { JinjaValue(key: $0.key) }
      let order = try ListMethods.sorted(entries.indices.map { .int($0) }) { keys[$0.wholeNumber ?? 0] }
      entries = order.compactMap(\.wholeNumber).map { entries[$0] }
    }
    bytes.append(123)
    for (position, entry) in entries.enumerated() {
      if position > 0 { bytes += separator.utf8 }
      newline(level + 1, &bytes)
      writer.write(.string(entry.key), into: &bytes)
      bytes += options.keySeparator.utf8
      try write(entry.value, level: level + 1, into: &bytes)
    }
    if !entries.isEmpty { newline(level, &bytes) }
    bytes.append(125)
  }
}
