/// The replacement of a substitution, read once: `\1`, `\g<1>`, `\g<name>`, `\n`.
struct RegexReplacement {
  private enum Part {
    case text([UInt8])
    case group(Int)
  }

  private var parts: [Part] = []

  init(_ text: String, for regex: Regex) throws {
    let scalars = Array(text.unicodeScalars)
    var literal = String.UnicodeScalarView()
    var position = 0
    func flush(_ literal: inout String.UnicodeScalarView, _ parts: inout [Part]) {
      if !literal.isEmpty { parts.append(.text(Array(String(literal).utf8))) }
      literal = String.UnicodeScalarView()
    }
    func isDigit(_ index: Int) -> Bool { index < scalars.count && (48...57).contains(scalars[index].value) }
    func isOctal(_ index: Int) -> Bool { index < scalars.count && (48...55).contains(scalars[index].value) }
    while position < scalars.count {
      guard scalars[position] == "\\", position + 1 < scalars.count else {
        if scalars[position] == "\\" { throw TemplateFault("the replacement ends with a backslash", kind: .value) }
        literal.append(scalars[position])
        position += 1
        continue
      }
      let letter = scalars[position + 1]
      position += 2
      switch letter {
      case "g":
        guard position < scalars.count, scalars[position] == "<",
          let end = scalars[position...].firstIndex(of: ">")
        else { throw TemplateFault("the replacement `\(text)` has `\\g` without a group name", kind: .value) }
        let name = PythonText.string(scalars[position + 1..<end])
        flush(&literal, &parts)
        parts.append(.group(try Self.number(name, regex)))
        position = end + 1
      case "0":
        var digits = ""
        while digits.utf8.count < 2, isOctal(position) {
          digits.unicodeScalars.append(scalars[position])
          position += 1
        }
        literal.append(Unicode.Scalar(UInt8(truncatingIfNeeded: Int(digits, radix: 8) ?? 0)))
      case "1"..."9":
        var digits = String(letter)
        if isDigit(position) {
          if isOctal(position - 1), isOctal(position), isOctal(position + 1) {
            digits += PythonText.string(scalars[position...position + 1])
            position += 2
            literal.append(Unicode.Scalar(UInt8(truncatingIfNeeded: Int(digits, radix: 8) ?? 0)))
            continue
          }
          digits.unicodeScalars.append(scalars[position])
          position += 1
        }
        flush(&literal, &parts)
        parts.append(.group(try Self.number(digits, regex)))
      default: try Self.escape(letter, text, into: &literal)
      }
    }
    flush(&literal, &parts)
  }

  private static func escape(
    _ letter: Unicode.Scalar, _ text: String, into literal: inout String.UnicodeScalarView
  ) throws {
    switch letter {
    case "n": literal.append("\n")
    case "t": literal.append("\t")
    case "r": literal.append("\r")
    case "a": literal.append("\u{7}")
    case "b": literal.append("\u{8}")
    case "f": literal.append("\u{C}")
    case "v": literal.append("\u{B}")
    case "\\": literal.append("\\")
    default:
      guard !(letter.isASCII && letter.properties.isAlphabetic) else {
        throw TemplateFault("the replacement `\(text)` has the unknown escape `\\\(letter)`", kind: .value)
      }
      literal.append("\\")
      literal.append(letter)
    }
  }

  private static func number(_ name: String, _ regex: Regex) throws -> Int {
    if let number = Int(name) {
      guard number >= 0, number <= regex.groupCount else {
        throw TemplateFault("the replacement refers to group \(number), which `\(regex.pattern)` has not", kind: .value)
      }
      return number
    }
    guard let number = regex.groupNames[name] else {
      throw TemplateFault("unknown group name '\(name)' in a replacement for `\(regex.pattern)`", kind: .value)
    }
    return number
  }

  func append(for match: RegexMatch, to result: inout [UInt8]) {
    for part in parts {
      switch part {
      case .text(let bytes): result += bytes
      case .group(let number):
        if let range = match.groups[number] { result += match.text[range] }
      }
    }
  }
}
