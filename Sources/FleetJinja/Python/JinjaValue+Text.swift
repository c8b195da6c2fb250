import FleetCore

extension JinjaValue {
  /// Python's `str()`.
  package func text() throws -> String {
    switch self {
    case .string(let text), .markup(let text): return text
    case .undefined(let undefined): return try undefined.text()
    case .object(let object): return try object.text()
    default: return try repr()
    }
  }

  /// Python's `repr()`: how the value looks inside a list.
  package func repr() throws -> String {
    var text = ""
    try appendRepr(to: &text, depth: 0)
    return text
  }

  private func appendRepr(to text: inout String, depth: Int) throws {
    guard depth < Limits.nestingDepth else {
      throw TemplateFault("a value is nested deeper than \(Limits.nestingDepth) levels", kind: .limit)
    }
    switch self {
    case .undefined(let undefined): text += try undefined.lenient("Undefined")
    case .omit: text += "<<Omit>>"
    case .null: text += "None"
    case .bool(let flag): text += flag ? "True" : "False"
    case .int(let number): text += String(number)
    case .bigInt(let number): text += number.decimalText
    case .double(let number): text += JSONWriter.floatText(number)
    case .string(let string): text += PythonText.repr(string)
    case .markup(let string): text += "Markup(" + PythonText.repr(string) + ")"
    case .list(let list):
      text += "["
      for (position, item) in try list.elements().enumerated() {
        if position > 0 { text += ", " }
        try item.appendRepr(to: &text, depth: depth + 1)
      }
      text += "]"
    case .tuple(let items):
      text += "("
      for (position, item) in items.enumerated() {
        if position > 0 { text += ", " }
        try item.appendRepr(to: &text, depth: depth + 1)
      }
      text += items.count == 1 ? ",)" : ")"
    case .map(let map):
      text += "{"
      for (position, pair) in try map.pairs().enumerated() {
        if position > 0 { text += ", " }
        try JinjaValue(key: pair.key).appendRepr(to: &text, depth: depth + 1)
        text += ": "
        try pair.value.appendRepr(to: &text, depth: depth + 1)
      }
      text += "}"
    case .object(let object): text += try object.repr()
    }
  }
}
