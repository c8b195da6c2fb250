import FleetCore

/// A word of a JMESPath expression.
enum JMESPathToken {
  case name(String)
  case quoted(String)
  case literal(JinjaValue)
  case raw(String)
  case number(Int)
  case sign(String)
  case end

  /// The token for a message.
  var shown: String {
    switch self {
    case .name(let text), .quoted(let text), .raw(let text), .sign(let text): "`\(text)`"
    case .literal: "a literal"
    case .number(let number): "`\(number)`"
    case .end: "the end"
    }
  }

  static func tokens(of text: String) throws -> [JMESPathToken] {
    let scalars = Array(text.unicodeScalars)
    var tokens: [JMESPathToken] = []
    var position = 0
    func fault(_ words: String) -> TemplateFault {
      TemplateFault("JMESPath: \(words) in `\(text)`", kind: .syntax)
    }
    func enclosed(by quote: Unicode.Scalar) throws -> String {
      var content = String.UnicodeScalarView()
      position += 1
      while position < scalars.count, scalars[position] != quote {
        if scalars[position] == "\\", position + 1 < scalars.count {
          if scalars[position + 1] != quote || quote == "\"" { content.append("\\") }
          content.append(scalars[position + 1])
          position += 2
        } else {
          content.append(scalars[position])
          position += 1
        }
      }
      guard position < scalars.count else { throw fault("a closing \(quote) is missing") }
      position += 1
      return String(content)
    }
    while position < scalars.count {
      let scalar = scalars[position]
      let pair = PythonText.string(scalars[position..<min(position + 2, scalars.count)])
      switch scalar {
      case " ", "\t", "\n", "\r": position += 1
      case "a"..."z", "A"..."Z", "_":
        let start = position
        while position < scalars.count, isWord(scalars[position]) { position += 1 }
        tokens.append(.name(PythonText.string(scalars[start..<position])))
      case "0"..."9", "-":
        let start = position
        position += 1
        while position < scalars.count, ("0"..."9").contains(scalars[position]) { position += 1 }
        guard let number = Int(PythonText.string(scalars[start..<position])) else { throw fault("not a number") }
        tokens.append(.number(number))
      case "\"":
        let value = try JSONReader.read("\"" + (try enclosed(by: "\"")) + "\"")
        tokens.append(.quoted(value.string ?? ""))
      case "'": tokens.append(.raw(try enclosed(by: "'")))
      case "`":
        let content = PythonText.strip(try enclosed(by: "`"))
        if let value = try? JSONReader.read(content) {
          tokens.append(.literal(JinjaValue(value)))
        } else {
          tokens.append(.literal(.string(content)))
        }
      default:
        if ["[]", "[?", "||", "&&", "==", "!=", "<=", ">="].contains(pair) {
          tokens.append(.sign(pair))
          position += 2
        } else if "[].*@&|!<>(){},:".unicodeScalars.contains(scalar) {
          tokens.append(.sign(String(scalar)))
          position += 1
        } else {
          throw fault("unknown character `\(scalar)`")
        }
      }
    }
    return tokens + [.end]
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }
}
