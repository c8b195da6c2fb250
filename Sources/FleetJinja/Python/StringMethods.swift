import FleetCore

/// Methods of `str`.
enum StringMethods {
  typealias Body = @Sendable (String, CallArguments) throws -> JinjaValue

  /// The methods that take no arguments.
  static let plain: Set<String> = [
    "capitalize", "casefold", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower",
    "isnumeric", "isprintable", "isspace", "istitle", "isupper", "lower", "swapcase", "title", "upper",
  ]

  static let table: [String: Body] = [
    "capitalize": { text, _ in .string(capitalize(text)) },
    "casefold": { text, _ in .string(text.lowercased()) },
    "center": { text, arguments in try padded(text, arguments, "center") },
    "count": count,
    "encode": { text, _ in .object(BytesObject(Array(text.utf8))) },
    "endswith": { text, arguments in
      try affix(text, arguments, "endswith") { $0.utf8.reversed().starts(with: $1.utf8.reversed()) }
    },
    "expandtabs": expandTabs,
    "find": { text, arguments in .int(try find(text, arguments, "find") ?? -1) },
    "format": { text, arguments in .string(try PythonFormat.format(text, arguments)) },
    "format_map": { text, arguments in
      .string(try PythonFormat.format(text, try keywords(ofMapping: arguments)))
    },
    "index": { text, arguments in .int(try found(find(text, arguments, "index"))) },
    "isalnum": { text, _ in all(text) { isLetter($0) || isNumeric($0) } },
    "isalpha": { text, _ in all(text, isLetter) },
    "isascii": { text, _ in .bool(text.utf8.allSatisfy { $0 < 128 }) },
    "isdecimal": { text, _ in all(text) { $0.properties.generalCategory == .decimalNumber } },
    "isdigit": { text, _ in all(text, isDigit) },
    "isidentifier": { text, _ in .bool(isIdentifier(text)) },
    "islower": { text, _ in .bool(isLower(text)) },
    "isnumeric": { text, _ in all(text, isNumeric) },
    "isprintable": { text, _ in .bool(text.unicodeScalars.allSatisfy(PythonText.isPrintable)) },
    "isspace": { text, _ in all(text, PythonText.isSpace) },
    "istitle": { text, _ in .bool(text == title(text) && text.unicodeScalars.contains(where: isCased)) },
    "isupper": { text, _ in .bool(isUpper(text)) },
    "join": join,
    "ljust": { text, arguments in try padded(text, arguments, "ljust") },
    "lower": { text, _ in .string(text.lowercased()) },
    "lstrip": { text, arguments in .string(PythonText.strip(text, try set(arguments), trailing: false)) },
    "partition": { text, arguments in try partition(text, arguments, fromEnd: false) },
    "removeprefix": { text, arguments in
      let prefix = try only(arguments, "removeprefix")
      return .string(text.utf8.starts(with: prefix.utf8) ? sub(text, prefix.utf8.count, nil) : text)
    },
    "removesuffix": { text, arguments in
      let suffix = try only(arguments, "removesuffix")
      let matches = !suffix.isEmpty && text.utf8.reversed().starts(with: suffix.utf8.reversed())
      return .string(matches ? sub(text, 0, text.utf8.count - suffix.utf8.count) : text)
    },
    "replace": replace,
    "rfind": { text, arguments in .int(try find(text, arguments, "rfind", fromEnd: true) ?? -1) },
    "rindex": { text, arguments in .int(try found(find(text, arguments, "rindex", fromEnd: true))) },
    "rjust": { text, arguments in try padded(text, arguments, "rjust") },
    "rpartition": { text, arguments in try partition(text, arguments, fromEnd: true) },
    "rsplit": { text, arguments in try split(text, arguments, fromEnd: true) },
    "rstrip": { text, arguments in .string(PythonText.strip(text, try set(arguments), leading: false)) },
    "split": { text, arguments in try split(text, arguments, fromEnd: false) },
    "splitlines": { text, arguments in
      let given = try arguments.bound(to: ["keepends"], of: "splitlines")
      return .strings(PythonText.lines(text, keepEnds: try given.flag("keepends", default: false)))
    },
    "startswith": { text, arguments in try affix(text, arguments, "startswith") { $0.utf8.starts(with: $1.utf8) } },
    "strip": { text, arguments in .string(PythonText.strip(text, try set(arguments))) },
    "swapcase": { text, _ in
      .string(
        text.unicodeScalars.map { isUpperCase($0) ? $0.properties.lowercaseMapping : $0.properties.uppercaseMapping }
          .joined())
    },
    "title": { text, _ in .string(title(text)) },
    "translate": translate,
    "upper": { text, _ in .string(text.uppercased()) },
    "zfill": zfill,
  ]

  /// The entries of a `format_map` argument as keywords.
  static func keywords(ofMapping arguments: CallArguments) throws -> CallArguments {
    let pairs = try arguments.positional.first?.mapObject?.pairs() ?? []
    return CallArguments([], keywords: try pairs.map { (name: try JinjaValue(key: $0.key).text(), value: $0.value) })
  }

  private static func only(_ arguments: CallArguments, _ function: String) throws -> String {
    try arguments.bound(to: ["value"], required: 1, of: function).requiredString("value")
  }

  private static func set(_ arguments: CallArguments) throws -> String? {
    try arguments.bound(to: ["chars"], of: "strip").string("chars")
  }

  private static func sub(_ text: String, _ start: Int, _ end: Int?) -> String {
    let bytes = Array(text.utf8)
    return String(decoding: bytes[start..<(end ?? bytes.count)], as: UTF8.self)
  }

  private static func all(_ text: String, _ test: (Unicode.Scalar) -> Bool) -> JinjaValue {
    .bool(!text.isEmpty && text.unicodeScalars.allSatisfy(test))
  }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
  }

  private static func isNumeric(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType != nil }

  private static func isUpperCase(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isUppercase }

  static func isCased(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isUppercase || scalar.properties.isLowercase
      || scalar.properties.generalCategory == .titlecaseLetter
  }

  static func isLower(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.properties.isLowercase }
      && !text.unicodeScalars.contains { $0.properties.isUppercase }
  }

  static func isUpper(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.properties.isUppercase }
      && !text.unicodeScalars.contains { $0.properties.isLowercase }
  }

  static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first == "_" || first.properties.isXIDStart else { return false }
    return text.unicodeScalars.dropFirst().allSatisfy { $0.properties.isXIDContinue }
  }

  /// The first character in upper case, the rest in lower case.
  static func capitalize(_ text: String) -> String {
    guard let first = text.unicodeScalars.first else { return "" }
    return first.properties.titlecaseMapping + PythonText.string(text.unicodeScalars.dropFirst()).lowercased()
  }

  /// Upper case after every character that has no case.
  static func title(_ text: String) -> String {
    var result = ""
    var inWord = false
    for scalar in text.unicodeScalars {
      result += inWord ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
      inWord = isCased(scalar)
    }
    return result
  }

  private static func affix(
    _ text: String, _ arguments: CallArguments, _ function: String, _ test: (String, String) -> Bool
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["prefix", "start", "end"], required: 1, of: function)
    let part = slice(text, try given.int("start"), try given.int("end"))
    if case .tuple(let choices)? = given["prefix"] {
      return .bool(try choices.contains { test(part, try $0.string(named: function)) })
    }
    guard let value = given["prefix"], value.isString else {
      throw TemplateFault(
        "\(function) first arg must be str or a tuple of str, not \(given["prefix"]?.typeName ?? "NoneType")",
        kind: .type)
    }
    return .bool(test(part, try value.text()))
  }

  /// `text[start:end]` by code points with Python's negative indexes.
  static func slice(_ text: String, _ start: Int?, _ end: Int?) -> String {
    if start == nil, end == nil { return text }
    let scalars = Array(text.unicodeScalars)
    func place(_ index: Int) -> Int { max(0, min(scalars.count, index < 0 ? index + scalars.count : index)) }
    let (from, to) = (place(start ?? 0), place(end ?? scalars.count))
    return from < to ? PythonText.string(scalars[from..<to]) : ""
  }

  private static func count(_ text: String, _ arguments: CallArguments) throws -> JinjaValue {
    let given = try arguments.bound(to: ["sub", "start", "end"], required: 1, of: "count")
    let part = slice(text, try given.int("start"), try given.int("end"))
    let needle = try given.requiredString("sub")
    if needle.isEmpty { return .int(part.unicodeScalars.count + 1) }
    return .int(PythonText.split(part, by: needle).count - 1)
  }

  private static func find(
    _ text: String, _ arguments: CallArguments, _ function: String, fromEnd: Bool = false
  ) throws -> Int? {
    let given = try arguments.bound(to: ["sub", "start", "end"], required: 1, of: function)
    let scalars = Array(text.unicodeScalars)
    let needle = Array(try given.requiredString("sub").unicodeScalars)
    func place(_ index: Int) -> Int { max(0, min(scalars.count, index < 0 ? index + scalars.count : index)) }
    let from = place(try given.int("start") ?? 0)
    let to = place(try given.int("end") ?? scalars.count)
    guard to - from >= needle.count else { return nil }
    let places = from...(to - needle.count)
    func matches(_ position: Int) -> Bool { scalars[position..<position + needle.count].elementsEqual(needle) }
    return fromEnd ? places.last(where: matches) : places.first(where: matches)
  }

  private static func found(_ position: Int?) throws -> Int {
    guard let position else { throw TemplateFault("substring not found", kind: .value) }
    return position
  }

  private static func expandTabs(_ text: String, _ arguments: CallArguments) throws -> JinjaValue {
    let size = try arguments.bound(to: ["tabsize"], of: "expandtabs").int("tabsize") ?? 8
    var result = String.UnicodeScalarView()
    var column = 0
    for scalar in text.unicodeScalars {
      if scalar == "\t" {
        let spaces = size > 0 ? size - column % size : 0
        guard spaces <= Limits.templateOutputCharacters - column else {
          throw TemplateFault("a tab of \(size) characters is more than fleet makes", kind: .limit)
        }
        result.append(contentsOf: repeatElement(" ", count: spaces))
        column += spaces
      } else {
        result.append(scalar)
        column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
      }
    }
    return .string(String(result))
  }

  private static func join(_ text: String, _ arguments: CallArguments) throws -> JinjaValue {
    let given = try arguments.bound(to: ["iterable"], required: 1, of: "join")
    var parts: [String] = []
    for (position, item) in try (given["iterable"] ?? .null).elements().enumerated() {
      guard item.isString else {
        throw TemplateFault("sequence item \(position): expected str instance, \(item.typeName) found", kind: .type)
      }
      parts.append(try item.text())
    }
    return .string(parts.joined(separator: text))
  }

  /// `text` brought to a width: `center` puts the odd space where Python does.
  static func pad(_ text: String, _ width: Int, _ fill: String, _ side: String) throws -> String {
    let missing = width - text.unicodeScalars.count
    guard missing > 0 else { return text }
    guard missing <= Limits.templateOutputCharacters else {
      throw TemplateFault("a width of \(width) characters is more than fleet makes", kind: .limit)
    }
    switch side {
    case "ljust": return text + String(repeating: fill, count: missing)
    case "rjust": return String(repeating: fill, count: missing) + text
    default:
      let left = missing / 2 + (missing & width & 1)
      return String(repeating: fill, count: left) + text + String(repeating: fill, count: missing - left)
    }
  }

  private static func padded(_ text: String, _ arguments: CallArguments, _ side: String) throws -> JinjaValue {
    let given = try arguments.bound(to: ["width", "fillchar"], required: 1, of: side)
    let fill = try given.string("fillchar") ?? " "
    guard fill.unicodeScalars.count == 1 else {
      throw TemplateFault("The fill character must be exactly one character long", kind: .type)
    }
    return .string(try pad(text, try given.int("width") ?? 0, fill, side))
  }

  private static func partition(_ text: String, _ arguments: CallArguments, fromEnd: Bool) throws -> JinjaValue {
    let separator = try only(arguments, "partition")
    guard !separator.isEmpty else { throw TemplateFault("empty separator", kind: .value) }
    let parts = PythonText.split(text, by: separator)
    guard parts.count > 1 else {
      return .tuple((fromEnd ? ["", "", text] : [text, "", ""]).map { .string($0) })
    }
    let cut = fromEnd ? parts.count - 1 : 1
    let head = parts[..<cut].joined(separator: separator)
    return .tuple([.string(head), .string(separator), .string(parts[cut...].joined(separator: separator))])
  }

  private static func replace(_ text: String, _ arguments: CallArguments) throws -> JinjaValue {
    let given = try arguments.bound(to: ["old", "new", "count"], required: 2, of: "replace")
    let old = try given.requiredString("old")
    return .string(
      try PythonText.boundedReplace(
        text, old, with: try given.requiredString("new"), limit: try given.int("count") ?? -1))
  }

  private static func split(_ text: String, _ arguments: CallArguments, fromEnd: Bool) throws -> JinjaValue {
    let given = try arguments.bound(to: ["sep", "maxsplit"], of: "split")
    let limit = try given.int("maxsplit") ?? -1
    guard let separator = try given.string("sep") else {
      if !fromEnd || limit < 0 { return .strings(PythonText.words(text, limit: limit)) }
      return .strings(lastWords(text, limit: limit))
    }
    guard !separator.isEmpty else { throw TemplateFault("empty separator", kind: .value) }
    guard fromEnd, limit >= 0 else { return .strings(PythonText.split(text, by: separator, limit: limit)) }
    let parts = PythonText.split(text, by: separator)
    guard parts.count > limit + 1 else { return .strings(parts) }
    let head = parts[..<(parts.count - limit)].joined(separator: separator)
    return .strings([head] + parts[(parts.count - limit)...])
  }

  private static func lastWords(_ text: String, limit: Int) -> [String] {
    var words: [String] = []
    var rest = text.unicodeScalars[...]
    while true {
      while let last = rest.last, PythonText.isSpace(last) { rest.removeLast() }
      guard !rest.isEmpty else { break }
      if words.count == limit {
        words.append(String(rest))
        break
      }
      let start = rest.lastIndex(where: PythonText.isSpace).map { rest.index(after: $0) } ?? rest.startIndex
      words.append(String(rest[start...]))
      rest = rest[..<start]
    }
    return words.reversed()
  }

  private static func translate(_ text: String, _ arguments: CallArguments) throws -> JinjaValue {
    guard let table = arguments.positional.first?.mapObject else { return .string(text) }
    var result = ""
    for scalar in text.unicodeScalars {
      switch try table.value(for: .int(Int(scalar.value))) {
      case nil: result.unicodeScalars.append(scalar)
      case .null?: break
      case .int(let code)?: result += Unicode.Scalar(UInt32(truncatingIfNeeded: code)).map { String($0) } ?? ""
      case let value?: result += try value.text()
      }
    }
    return .string(result)
  }

  private static func zfill(_ text: String, _ arguments: CallArguments) throws -> JinjaValue {
    let width = try arguments.bound(to: ["width"], required: 1, of: "zfill").int("width") ?? 0
    guard text.hasPrefix("-") || text.hasPrefix("+") else { return .string(try pad(text, width, "0", "rjust")) }
    let sign = String(text.prefix(1))
    return .string(sign + (try pad(String(text.dropFirst()), width - 1, "0", "rjust")))
  }
}
