import FleetCore

/// Filters that change a text.
enum TextFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "capitalize": { value, _, _ in try value.mapText(StringMethods.capitalize) },
    "center": { value, arguments, _ in
      let width = try arguments.bound(to: ["width"], of: "center")["width"]?.integer(named: "width") ?? 80
      return try value.mapText { try StringMethods.pad($0, width, " ", "center") }
    },
    "format": format,
    "join": join,
    "lower": { value, _, _ in try value.mapText { $0.lowercased() } },
    "quote": { value, _, _ in .string(value.isNull ? "''" : shellQuote(try value.text())) },
    "replace": replace,
    "split": { value, arguments, context in
      guard let method = PythonMethods.method("split", of: value) else {
        throw TemplateFault("`split` needs a string, not '\(value.typeName)'", kind: .type)
      }
      return try method.call(arguments, context) ?? .null
    },
    "string": { value, _, _ in
      if case .markup = value { return value }
      return .string(try value.text())
    },
    "striptags": { value, _, _ in .string(HTMLText.stripTags(try value.text())) },
    "title": { value, _, _ in try value.mapText(title) },
    "trim": { value, arguments, _ in
      let set = try arguments.bound(to: ["chars"], of: "trim").string("chars")
      return try value.mapText { PythonText.strip($0, set) }
    },
    "truncate": truncate,
    "upper": { value, _, _ in try value.mapText { $0.uppercased() } },
    "wordcount": { value, _, _ in
      .int(try Regex.compile(#"\w+"#).matches(in: Array(try value.text().utf8)).count)
    },
  ]

  private static func format(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    guard arguments.positional.isEmpty || arguments.keywords.isEmpty else {
      throw TemplateFault("can't handle positional and keyword arguments at the same time")
    }
    let values: JinjaValue =
      arguments.keywords.isEmpty ? .tuple(arguments.positional) : .map(arguments.keywords.map { ($0.name, $0.value) })
    return try value.mapText { try PythonFormat.percent($0, values) }
  }

  private static func join(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["d", "attribute"], of: "join")
    let separator = given["d"] ?? .string("")
    var items = try value.elements()
    if let path = given.value("attribute") { items = try items.map { try context.attribute(path, of: $0) } }
    if context.autoescape { return try escapedJoin(items, separator) }
    return .string(try joined(items, try separator.text()))
  }

  private static func joined(_ items: [JinjaValue], _ separator: String) throws -> String {
    var result = ""
    for (position, item) in items.enumerated() {
      if position > 0 { result += separator }
      if case .string(let text) = item { result += text } else { result += try item.text() }
    }
    return result
  }

  /// Under autoescape one safe part makes the whole safe, and the others are escaped.
  private static func escapedJoin(_ items: [JinjaValue], _ separator: JinjaValue) throws -> JinjaValue {
    func isSafe(_ value: JinjaValue) -> Bool { if case .markup = value { true } else { false } }
    guard isSafe(separator) || items.contains(where: isSafe) else {
      return .string(try joined(items, try separator.text()))
    }
    func safe(_ value: JinjaValue) throws -> String {
      isSafe(value) ? try value.text() : HTMLText.escape(try value.text())
    }
    return .markup(try items.map(safe).joined(separator: try safe(separator)))
  }

  private static func replace(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["old", "new", "count"], required: 2, of: "replace")
    let count = try given.int("count") ?? -1
    let old = try given["old"]?.text() ?? ""
    let new = try given["new"]?.text() ?? ""
    var subject = value
    if context.autoescape {
      if case .markup? = given["old"], !isMarkup(value) { subject = .markup(HTMLText.escape(try value.text())) }
      if case .markup? = given["new"], !isMarkup(value) { subject = .markup(HTMLText.escape(try value.text())) }
      if isMarkup(subject), !isMarkup(given["new"] ?? .null) {
        return try subject.mapText { try PythonText.boundedReplace($0, old, with: HTMLText.escape(new), limit: count) }
      }
    }
    return try subject.mapText { try PythonText.boundedReplace($0, old, with: new, limit: count) }
  }

  private static func isMarkup(_ value: JinjaValue) -> Bool { if case .markup = value { true } else { false } }

  /// Words start after white space and after `-`, `(`, `{`, `[`, `<`.
  private static func title(_ text: String) -> String {
    if let quick = asciiTitle(text) { return quick }
    var result = ""
    var startsWord = true
    for scalar in text.unicodeScalars {
      let isBreak = PythonText.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar)
      result += startsWord ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
      startsWord = isBreak
    }
    return result
  }

  /// `title` of a text without letters beyond ASCII; nil when it has any.
  private static func asciiTitle(_ text: String) -> String? {
    let utf8 = text.utf8
    guard utf8.allSatisfy({ $0 < 128 }) else { return nil }
    return String(unsafeUninitializedCapacity: utf8.count) { target in
      var startsWord = true
      var position = 0
      for byte in utf8 {
        let letter = byte | 32
        if letter >= 97, letter <= 122 {
          target[position] = startsWord ? letter - 32 : letter
          startsWord = false
        } else {
          target[position] = byte
          switch byte {
          case 9...13, 28...32, 40, 45, 60, 91, 123: startsWord = true
          default: startsWord = false
          }
        }
        position += 1
      }
      return position
    }
  }

  private static func truncate(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["length", "killwords", "end", "leeway"], of: "truncate")
    let length = try given.int("length") ?? 255
    let end = try given.text("end") ?? "..."
    let leeway = try given.int("leeway") ?? 5
    let ending = end.unicodeScalars.count
    guard length >= ending else { throw TemplateFault("expected length >= \(ending), got \(length)") }
    guard leeway >= 0 else { throw TemplateFault("expected leeway >= 0, got \(leeway)") }
    let room = length - ending
    let (sum, overflow) = length.addingReportingOverflow(leeway)
    let limit = overflow ? .max : sum
    let kills = try given.flag("killwords", default: false)
    if !value.isString, !value.isUndefined {
      // Jinja counts the elements of a list, and gives a short one back as it is.
      guard try value.length() <= limit else {
        throw TemplateFault("'\(value.typeName)' object cannot be truncated", kind: .type)
      }
      return value
    }
    return try value.mapText { text in
      let scalars = text.unicodeScalars
      guard scalars.count > limit else { return text }
      let cut = scalars.prefix(room)
      guard !kills, let space = cut.lastIndex(of: " ") else { return String(cut) + end }
      return String(cut[..<space]) + end
    }
  }

  /// Python's `shlex.quote`.
  static func shellQuote(_ text: String) -> String {
    guard !text.isEmpty else { return "''" }
    let isSafe = text.utf8.allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 97...122: true
      default: "@%+=:,./-_".utf8.contains(byte)
      }
    }
    return isSafe ? text : "'" + PythonText.replace(text, "'", with: "'\"'\"'") + "'"
  }
}
