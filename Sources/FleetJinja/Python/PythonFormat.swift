import FleetCore

/// `format % values` and `format.format(...)`.
package enum PythonFormat {
  /// `text.format(...)`: fields `{}`, `{0}`, `{name.attribute[key]!r:spec}`, nested fields in specifications.
  /// `escapes` makes what goes into safe text safe too.
  package static func format(
    _ format: String, _ arguments: CallArguments, escapes: Bool = false
  ) throws -> String {
    try checkSize(format)
    var fields = Fields(arguments: arguments, escapes: escapes)
    return try fields.expand(Array(format.unicodeScalars), depth: 0)
  }

  /// A format is read code point by code point.
  private static func checkSize(_ format: String) throws {
    guard format.utf8.count <= Limits.filterTextBytes else {
      throw TemplateFault("a format of more than \(Limits.filterTextBytes) bytes", kind: .limit)
    }
  }

  /// Expands the replacement fields of one format string; numbers the automatic ones.
  private struct Fields {
    let arguments: CallArguments
    let escapes: Bool
    var next = 0

    mutating func expand(_ scalars: [Unicode.Scalar], depth: Int) throws -> String {
      guard depth < 3 else { throw TemplateFault("Max string recursion exceeded", kind: .value) }
      var result = String.UnicodeScalarView()
      var position = 0
      while position < scalars.count {
        let scalar = scalars[position]
        let following = position + 1 < scalars.count ? scalars[position + 1] : nil
        switch scalar {
        case "{" where following == "{" && depth == 0, "}" where following == "}" && depth == 0:
          result.append(scalar)
          position += 2
        case "{":
          let end = try closing(scalars, position)
          result.append(contentsOf: try field(Array(scalars[position + 1..<end]), depth: depth).unicodeScalars)
          position = end + 1
        case "}": throw TemplateFault("Single '}' encountered in format string", kind: .value)
        default:
          result.append(scalar)
          position += 1
        }
      }
      return String(result)
    }

    private func closing(_ scalars: [Unicode.Scalar], _ start: Int) throws -> Int {
      var level = 0
      for position in start..<scalars.count {
        if scalars[position] == "{" { level += 1 }
        if scalars[position] == "}" {
          level -= 1
          if level == 0 { return position }
        }
      }
      throw TemplateFault(
        start == scalars.count - 1
          ? "Single '{' encountered in format string" : "expected '}' before end of string", kind: .value)
    }

    private mutating func field(_ scalars: [Unicode.Scalar], depth: Int) throws -> String {
      var nameEnd = scalars.count
      var inBrackets = false
      for (position, scalar) in scalars.enumerated() {
        if scalar == "[" { inBrackets = true }
        if scalar == "]" { inBrackets = false }
        if !inBrackets, scalar == "!" || scalar == ":" {
          nameEnd = position
          break
        }
      }
      var value = try lookup(Array(scalars[..<nameEnd]))
      var rest = scalars[nameEnd...]
      if rest.first == "!" {
        guard let conversion = rest.dropFirst().first else {
          throw TemplateFault("unmatched '{' in format spec", kind: .value)
        }
        switch conversion {
        case "s": value = .string(try value.text())
        case "r": value = .string(try value.repr())
        case "a": value = .string(PythonText.ascii(try value.repr()))
        default: throw TemplateFault("Unknown conversion specifier '\(conversion)'", kind: .value)
        }
        rest = rest.dropFirst(2)
      }
      let specification = rest.first == ":" ? try expand(Array(rest.dropFirst()), depth: depth + 1) : ""
      let text = try formatted(value, specification)
      guard escapes else { return text }
      if case .markup = value { return text }
      return HTMLText.escape(text)
    }

    private mutating func lookup(_ name: [Unicode.Scalar]) throws -> JinjaValue {
      let head = name.prefix { $0 != "." && $0 != "[" }
      let first = PythonText.string(head)
      var value: JinjaValue
      if first.isEmpty || Int(first) != nil {
        let index = Int(first) ?? next
        if first.isEmpty { next += 1 }
        guard arguments.positional.indices.contains(index) else {
          throw TemplateFault("Replacement index \(index) out of range for positional args tuple", kind: .value)
        }
        value = arguments.positional[index]
      } else if let given = arguments.keyword(first) {
        value = given
      } else {
        throw TemplateFault("'\(first)'", kind: .value, help: ["`format` was given no argument `\(first)`"])
      }
      var rest = name[head.endIndex...]
      while let mark = rest.first {
        let isItem = mark == "["
        let part = PythonText.string(rest.dropFirst().prefix { isItem ? $0 != "]" : $0 != "." && $0 != "[" })
        rest = rest.dropFirst(part.unicodeScalars.count + (isItem ? 2 : 1))
        // The sandbox shows nothing of private attributes.
        let isPrivate = escapes && part.hasPrefix("_")
        value = isPrivate ? .string("") : try PythonFormat.member(part, of: value, isItem: isItem)
      }
      return value
    }
  }

  /// `value.part` or `value[part]` inside a replacement field.
  private static func member(_ part: String, of value: JinjaValue, isItem: Bool) throws -> JinjaValue {
    let key: JinjaValue = isItem ? (Int(part).map { .int($0) } ?? .string(part)) : .string(part)
    switch value {
    case .object(let object):
      if let found = isItem ? try object.item(key) : try object.attribute(part) { return found }
    case .map(let map):
      // Jinja's formatter looks attributes up as `value.name` does, which falls back to items.
      if let found = try map.value(for: key.key()) { return found }
    case .list, .tuple:
      let items = try value.elements()
      if isItem, let index = Int(part), items.indices.contains(index) { return items[index] }
    default: break
    }
    // Private attributes are undefined in the sandbox, and print as nothing.
    if !isItem, part.hasPrefix("_") { return .string("") }
    throw TemplateFault("'\(value.typeName)' object has no attribute '\(part)'", kind: .value)
  }

  /// `format(value, specification)`.
  static func formatted(_ value: JinjaValue, _ specification: String) throws -> String {
    if specification.isEmpty { return try value.text() }
    if case .object(let object) = value, let date = object as? any DateFormatting {
      return try date.formatted(specification)
    }
    return try FormatSpecification(specification).apply(to: value)
  }

  /// `format % value`: printf-style with `%(name)s`, flags, `*` widths.
  package static func percent(_ format: String, _ value: JinjaValue) throws -> String {
    try checkSize(format)
    var conversion = PercentConversion(format: Array(format.unicodeScalars), value: value)
    return try conversion.expand()
  }
}

/// Objects that format themselves with strftime directives.
protocol DateFormatting: AnyObject {
  func formatted(_ specification: String) throws -> String
}
