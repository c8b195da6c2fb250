import FleetCore
import FleetYAML

/// Results as YAML, texts of several lines as blocks (`callback_result_format = yaml`).
struct ResultYAML {
  /// Texts are changed where a block could not hold them; better to read than exact.
  var isLossy: Bool
  var indent: Int?

  func text(_ value: Value) -> String {
    (try? YAMLEmitter(indent: indent).write(node(value))) ?? JSONWriter(indent: indent).write(value)
  }

  private func node(_ value: Value) -> YAMLEmitterNode {
    switch value {
    case .string(let text) where text.unicodeScalars.contains(where: Self.isBreak):
      return .block(isLossy ? Self.munged(text) : text)
    case .list(let items): return .sequence(items.map(node))
    case .map(let map):
      let pairs = map.map { ($0.key, $0.value) }.sorted {
        JSONWriter.codePointOrder(JSONWriter.keyText($0.0), JSONWriter.keyText($1.0))
      }
      return .mapping(pairs.map { (node($0.0), node($0.1)) })
    default: return YAMLEmitterNode(value)
    }
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    [0x0A, 0x85, 0x2028, 0x2029].contains(scalar.value)
  }

  /// Without what libyaml refuses in a block: trailing blanks, tabs, control characters.
  private static func munged(_ text: String) -> String {
    var result: [Unicode.Scalar] = []
    var column = 0
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 9:
        let count = 8 - column % 8
        result += Array(repeating: " ", count: count)
        column += count
      case _ where isBreak(scalar):
        while result.last == " " { result.removeLast() }
        result.append(scalar)
        column = 0
      case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
        result.append(scalar)
        column += 1
      default: column = scalar == "\r" ? 0 : column + 1
      }
    }
    while let last = result.last, last.properties.isWhitespace { result.removeLast() }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: result)
    return String(view)
  }
}
