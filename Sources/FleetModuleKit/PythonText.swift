package import FleetCore

/// Values as Python's `str` and `repr` write them: what Ansible's messages and string parameters show.
package enum PythonText {
  /// `str(value)`.
  package static func str(_ value: Value) -> String {
    if case .string(let text) = value { text } else { repr(value) }
  }

  /// `repr(value)`.
  package static func repr(_ value: Value) -> String {
    switch value {
    case .null: "None"
    case .bool(let flag): flag ? "True" : "False"
    case .int(let number): String(number)
    case .bigInt(let number): number.decimalText
    case .double(let number): JSONWriter.floatText(number)
    case .string(let text): quoted(text)
    case .list(let items): "[" + items.map(repr).joined(separator: ", ") + "]"
    case .map(let map): "{" + map.map { repr($0.key) + ": " + repr($0.value) }.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let quote: Unicode.Scalar = text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
    var result = String(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case quote: result += "\\" + String(quote)
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 32 || scalar.value == 127 {
          let hex = String(scalar.value, radix: 16)
          result += "\\x" + (hex.count < 2 ? "0" : "") + hex
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + String(quote)
  }
}
