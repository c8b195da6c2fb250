import FleetCore
import FleetSystem

/// Reads TOML 1.0: tables, arrays of tables, dotted keys, all kinds of values; dates stay text.
struct TOMLReader {
  /// What is wrong, and on which line.
  struct Fault: Error {
    let message: String
    let line: Int
  }

  private let text: [Unicode.Scalar]
  private var position = 0
  private var depth = 0
  private var root = ValueMap()

  /// The document as one mapping.
  static func read(_ source: String) throws(Fault) -> ValueMap {
    var reader = TOMLReader(text: Array(source.unicodeScalars))
    try reader.document()
    return reader.root
  }

  private init(text: [Unicode.Scalar]) { self.text = text }

  private var current: Unicode.Scalar? { position < text.count ? text[position] : nil }

  private func fault(_ message: String) -> Fault {
    Fault(message: message, line: 1 + text[..<min(position, text.count)].count { $0 == "\n" })
  }

  private func startsWith(_ word: String) -> Bool { text[position...].starts(with: word.unicodeScalars) }

  private mutating func skip(lines: Bool) {
    while let scalar = current {
      if scalar == "#" {
        while let next = current, next != "\n" { _ = (next, position += 1) }
      } else if scalar == " " || scalar == "\t" || (lines && (scalar == "\n" || scalar == "\r")) {
        position += 1
      } else {
        return
      }
    }
  }

  private mutating func document() throws(Fault) {
    var path: [String] = []
    skip(lines: true)
    while current != nil {
      if current == "[" {
        let isArray = startsWith("[[")
        position += isArray ? 2 : 1
        path = try keys()
        guard startsWith(isArray ? "]]" : "]") else { throw fault("a table's name is not closed") }
        position += isArray ? 2 : 1
        try open(path, isArray: isArray)
      } else {
        let name = try keys()
        guard current == "=" else { throw fault("`=` is missing behind `\(name.joined(separator: "."))`") }
        position += 1
        skip(lines: false)
        try set(path + name, try value())
      }
      skip(lines: false)
      if current == "\r" { position += 1 }
      guard current == nil || current == "\n" else { throw fault("text behind a value") }
      skip(lines: true)
    }
  }

  // MARK: tables

  private mutating func open(_ path: [String], isArray: Bool) throws(Fault) {
    let place = fault("`\(path.joined(separator: "."))` is no table")
    guard
      Self.change(
        &root, path[...],
        { old in
          switch old {
          case nil: return isArray ? .list([.map([:])]) : .map([:])
          case .list(let items)? where isArray: return .list(items + [.map([:])])
          case .map? where !isArray: return old
          default: return nil
          }
        })
    else { throw place }
  }

  private mutating func set(_ path: [String], _ value: Value) throws(Fault) {
    let place = fault("`\(path.joined(separator: "."))` is there twice")
    guard Self.change(&root, path[...], { $0 == nil ? value : nil }) else { throw place }
  }

  /// Changes what is at a path; the last table of an array stands for the array. False when it cannot be.
  private static func change(
    _ map: inout ValueMap, _ path: ArraySlice<String>, _ update: (Value?) -> Value?
  ) -> Bool {
    guard let name = path.first else { return false }
    if path.count == 1 {
      guard let new = update(map[name]) else { return false }
      map[name] = new
      return true
    }
    switch map[name] {
    case nil:
      var inner = ValueMap()
      guard change(&inner, path.dropFirst(), update) else { return false }
      map[name] = .map(inner)
    case .map(var inner)?:
      guard change(&inner, path.dropFirst(), update) else { return false }
      map[name] = .map(inner)
    case .list(var items)?:
      guard case .map(var inner)? = items.last, change(&inner, path.dropFirst(), update) else { return false }
      items[items.count - 1] = .map(inner)
      map[name] = .list(items)
    default: return false
    }
    return true
  }

  // MARK: keys and values

  private mutating func keys() throws(Fault) -> [String] {
    var names: [String] = []
    while true {
      skip(lines: false)
      if current == "\"" || current == "'" {
        names.append(try string())
      } else {
        var name = String.UnicodeScalarView()
        while let scalar = current,
          scalar == "_" || scalar == "-" || (scalar.isASCII && scalar.properties.isAlphabetic)
            || ("0"..."9").contains(scalar)
        {
          name.append(scalar)
          position += 1
        }
        guard !name.isEmpty else { throw fault("a key is missing") }
        names.append(String(name))
      }
      skip(lines: false)
      guard current == "." else { return names }
      position += 1
    }
  }

  private mutating func value() throws(Fault) -> Value {
    depth += 1
    defer { depth -= 1 }
    guard depth < Limits.nestingDepth else { throw fault("the value is nested too deeply") }
    switch current {
    case "\"", "'": return .string(try string())
    case "[": return try array()
    case "{": return try inlineTable()
    default: return try word()
    }
  }

  private mutating func array() throws(Fault) -> Value {
    position += 1
    var items: [Value] = []
    while true {
      skip(lines: true)
      if current == "]" { break }
      items.append(try value())
      skip(lines: true)
      if current == "," { position += 1 } else if current != "]" { throw fault("an array is not closed") }
    }
    position += 1
    return .list(items)
  }

  private mutating func inlineTable() throws(Fault) -> Value {
    position += 1
    var map = ValueMap()
    skip(lines: false)
    while current != "}" {
      let name = try keys()
      guard current == "=" else { throw fault("`=` is missing in an inline table") }
      position += 1
      skip(lines: false)
      let value = try value()
      guard Self.change(&map, name[...], { $0 == nil ? value : nil }) else { throw fault("a key is there twice") }
      skip(lines: false)
      if current == "," {
        position += 1
        skip(lines: false)
      } else if current != "}" {
        throw fault("an inline table is not closed")
      }
    }
    position += 1
    return .map(map)
  }

  private mutating func word() throws(Fault) -> Value {
    var raw = ""
    while let scalar = current, !",]}#\n\r".unicodeScalars.contains(scalar) {
      raw.unicodeScalars.append(scalar)
      position += 1
    }
    let word = raw.trimmingSpace()
    switch word {
    case "true": return true
    case "false": return false
    case "inf", "+inf": return .double(.infinity)
    case "-inf": return .double(-.infinity)
    case "nan", "+nan", "-nan": return .double(.nan)
    default: break
    }
    let plain = word.replacing("_", with: "")
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where plain.hasPrefix(prefix) {
      if let number = Int(plain.dropFirst(2), radix: radix) { return .int(number) }
    }
    if let number = Int(plain) { return .int(number) }
    if plain.contains(where: { ".eE".contains($0) }), let number = Double(plain) { return .double(number) }
    // Dates and times.
    if word.first?.isNumber == true, word.contains(where: { "-:".contains($0) }) { return .string(word) }
    throw fault("`\(word)` is no value")
  }

  private mutating func string() throws(Fault) -> String {
    guard let quote = current else { throw fault("a text is missing") }
    let triple = String(repeating: Character(quote), count: 3)
    let isLong = startsWith(triple)
    position += isLong ? 3 : 1
    if isLong {
      if current == "\r" { position += 1 }
      if current == "\n" { position += 1 }
    }
    var result = String.UnicodeScalarView()
    while let scalar = current {
      if isLong ? startsWith(triple) : scalar == quote {
        position += isLong ? 3 : 1
        // Quotes right before the end belong to the text.
        while isLong, current == quote {
          result.append(quote)
          position += 1
        }
        return String(result)
      }
      if scalar == "\n", !isLong { break }
      position += 1
      if scalar == "\\", quote == "\"" {
        if let character = try escape(isLong) { result.append(character) }
      } else {
        result.append(scalar)
      }
    }
    throw fault("a quote is opened and not closed")
  }

  private mutating func escape(_ isLong: Bool) throws(Fault) -> Unicode.Scalar? {
    guard let letter = current else { throw fault("an escape is not complete") }
    position += 1
    switch letter {
    case "b": return "\u{8}"
    case "t": return "\t"
    case "n": return "\n"
    case "f": return "\u{C}"
    case "r": return "\r"
    case "\"", "\\": return letter
    case "u", "U":
      let count = letter == "u" ? 4 : 8
      let digits = String(String.UnicodeScalarView(text[position...].prefix(count)))
      guard digits.count == count, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else {
        throw fault("`\\\(letter)\(digits)` is no character")
      }
      position += count
      return scalar
    case " ", "\t", "\n", "\r":
      guard isLong else { throw fault("unknown escape") }
      while let next = current, " \t\r\n".unicodeScalars.contains(next) { _ = (next, position += 1) }
      return nil
    default: throw fault("unknown escape `\\\(letter)`")
    }
  }
}
