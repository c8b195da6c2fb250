import FleetCore

/// A listing as TOML, in the form that Ansible's writer (`tomli-w`) gives it.
enum InventoryTOML {
  static func text(_ value: Value) throws(DiagnosticError) -> String {
    var text = ""
    try table(value.map ?? [:], name: "", into: &text)
    return text
  }

  /// The longest line that a table in a list may make.
  private static let lineLength = 100

  private static func table(
    _ map: ValueMap, name: String, isElement: Bool = false, into text: inout String
  ) throws(DiagnosticError) {
    var plain: [(key: Value, value: Value)] = []
    var tables: [(key: Value, map: ValueMap, isElement: Bool)] = []
    for (key, value) in map {
      if case .map(let inner) = value, marked(inner) == nil {
        tables.append((key, inner, false))
      } else if let elements = try longTables(value) {
        for element in elements { tables.append((key, element, true)) }
      } else {
        plain.append((key, value))
      }
    }
    var isBegun = isElement || (!name.isEmpty && (!plain.isEmpty || tables.isEmpty))
    if isBegun { text += isElement ? "[[\(name)]]\n" : "[\(name)]\n" }
    for (key, value) in plain {
      text += "\(self.key(key)) = \(try literal(value))\n"
      isBegun = true
    }
    for (key, inner, isElement) in tables {
      if isBegun { text += "\n" }
      isBegun = true
      let part = self.key(key)
      try table(inner, name: name.isEmpty ? part : "\(name).\(part)", isElement: isElement, into: &text)
    }
  }

  /// The tables of a list that is not written in lines of its own.
  private static func longTables(_ value: Value) throws(DiagnosticError) -> [ValueMap]? {
    guard case .list(let items) = value, !items.isEmpty else { return nil }
    let maps = items.compactMap(\.map)
    guard maps.count == items.count else { return nil }
    var fits = true
    for item in items {
      let line = "    \(try literal(item)),"
      if line.unicodeScalars.count > lineLength || line.contains("\n") { fits = false }
    }
    return fits ? nil : maps
  }

  private static func literal(_ value: Value, depth: Int = 0) throws(DiagnosticError) -> String {
    switch value {
    case .bool(let flag): return flag ? "true" : "false"
    case .string(let text): return string(text)
    case .list(let items):
      if items.isEmpty { return "[]" }
      var lines = "[\n"
      for item in items {
        lines += String(repeating: "    ", count: depth + 1) + (try literal(item, depth: depth + 1)) + ",\n"
      }
      return lines + String(repeating: "    ", count: depth) + "]"
    case .map(let map):
      if let text = marked(map) { return string(text) }
      var parts: [String] = []
      for (key, item) in map { parts.append("\(self.key(key)) = \(try literal(item, depth: depth))") }
      return parts.isEmpty ? "{}" : "{ " + parts.joined(separator: ", ") + " }"
    case .null:
      throw DiagnosticError(
        .optionConflict, "TOML has no word for `null`, which a variable is here", help: ["use `--yaml` or JSON"])
    case .double(let number) where !number.isFinite: return number.isNaN ? "nan" : number < 0 ? "-inf" : "inf"
    default: return JSONWriter().write(value)
    }
  }

  /// The text of a value that JSON marks as unsafe, or as ciphertext.
  private static func marked(_ map: ValueMap) -> String? {
    map.count == 1 ? map["__ansible_unsafe"]?.string ?? map["__ansible_vault"]?.string : nil
  }

  private static func key(_ key: Value) -> String {
    let text = JSONWriter.keyText(key)
    let isBare =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
      }
    return isBare ? text : string(text)
  }

  private static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{08}": result += "\\b"
      case "\n": result += "\\n"
      case "\u{0C}": result += "\\f"
      case "\r": result += "\\r"
      case "\t": result += "\t"
      case _ where scalar.value < 32 || scalar.value == 127:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
