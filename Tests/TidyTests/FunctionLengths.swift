import FleetTestSupport

/// Measures functions in formatted Swift text: from the line with `func`, `init` or an accessor's brace to the line that
/// closes it at the same indentation.
struct FunctionLengths {
  struct Function {
    let name: String
    /// From 1.
    let line: Int
    let length: Int
  }

  private let lines: [Substring]

  init(_ file: Repository.File) { lines = file.lines }

  func longerThan(_ limit: Int) -> [Function] {
    var found: [Function] = []
    for (number, line) in lines.enumerated() {
      guard let name = functionName(line) else { continue }
      let indent = line.prefix { $0 == " " }.count
      guard let end = closingLine(after: number, indent: indent), end - number + 1 > limit else { continue }
      found.append(Function(name: name, line: number + 1, length: end - number + 1))
    }
    return found
  }

  private func functionName(_ line: Substring) -> String? {
    let code = line.trimmedStart
    guard !code.hasPrefix("//") else { return nil }
    let words = code.split(separator: " ")
    for (position, word) in words.enumerated() {
      if word == "func", position + 1 < words.count {
        return String(words[position + 1].prefix { $0 != "(" && $0 != "<" })
      }
      if word.hasPrefix("init(") || word.hasPrefix("init?(") { return "init" }
      if word == "=" || word == "let" || word == "return" || word == "case" { return nil }
    }
    return nil
  }

  private func closingLine(after start: Int, indent: Int) -> Int? {
    let closing = String(repeating: " ", count: indent) + "}"
    for number in start..<lines.count {
      let line = lines[number]
      if number > start, line.hasPrefix(closing) { return number }
      if number == start, line.hasSuffix("}") { return number }
      // A requirement without a body ends where the next declaration of the same depth begins.
      if number > start, line.prefix(while: { $0 == " " }).count < indent, !line.isEmpty { return nil }
    }
    return nil
  }
}
