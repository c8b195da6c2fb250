/// An element of an XML file, written with tabs as Python's `toprettyxml` does.
struct XMLElement {
  private let name: String
  private let attributes: [(String, String)]
  private let children: [XMLElement]
  private let content: String?

  init(_ name: String, _ attributes: [(String, String)] = [], _ children: [XMLElement] = [], text: String? = nil) {
    self.name = name
    self.attributes = attributes
    self.children = children
    content = text
  }

  func text(level: Int = 0) -> String {
    let margin = String(repeating: "\t", count: level)
    var text = margin + "<" + name
    for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value, isAttribute: true))\"" }
    if let content, !content.isEmpty { return text + ">\(Self.escaped(content))</\(name)>\n" }
    guard !children.isEmpty else { return text + "/>\n" }
    return text + ">\n" + children.map { $0.text(level: level + 1) }.joined() + margin + "</\(name)>\n"
  }

  /// Characters that XML cannot hold are replaced.
  private static func escaped(_ text: String, isAttribute: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n" where isAttribute: result += "&#10;"
      case "\t" where isAttribute: result += "&#9;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
