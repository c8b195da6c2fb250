import FleetCore

/// `regex_replace` and its like.
enum RegexFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "regex_escape": { value, arguments, _ in
      let type = try arguments.bound(to: ["re_type"], of: "regex_escape").text("re_type") ?? "python"
      let text = try value.text()
      switch type {
      case "python": return .string(escape(text))
      case "posix_basic": return .string(try Regex.compile(#"([].[^$*\\])"#).replace(in: text, with: #"\\\1"#).text)
      case "posix_extended": throw TemplateFault("Regex type (\(type)) not yet implemented")
      default: throw TemplateFault("Invalid regex type (\(type))")
      }
    },
    "regex_findall": { value, arguments, _ in
      let given = try arguments.bound(to: ["regex", "multiline", "ignorecase"], required: 1, of: "regex_findall")
      let regex = try Regex.compile(try given.requiredString("regex"), try flags(given))
      return .list(try regex.matches(in: Array(try value.text().utf8)).map { found($0, regex) })
    },
    "regex_replace": replace,
    "regex_search": search,
  ]

  static func flags(_ given: BoundArguments) throws -> Regex.Flags {
    var flags: Regex.Flags = []
    if try given.flag("ignorecase", default: false) { flags.insert(.ignoreCase) }
    if try given.flag("multiline", default: false) { flags.insert(.multiline) }
    return flags
  }

  /// One element of `re.findall`: the match, its only group, or the tuple of groups.
  private static func found(_ match: RegexMatch, _ regex: Regex) -> JinjaValue {
    switch regex.groupCount {
    case 0: .string(match.group(0) ?? "")
    case 1: .string(match.group(1) ?? "")
    default: .tuple((1...regex.groupCount).map { .string(match.group($0) ?? "") })
    }
  }

  private static func replace(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(
      to: ["pattern", "replacement", "ignorecase", "multiline", "count", "mandatory_count"], of: "regex_replace")
    let text = try value.text()
    let pattern = try given.string("pattern") ?? ""
    let regex = try Regex.compile(pattern, try flags(given))
    let result = try regex.replace(
      in: text, with: try given["replacement"]?.string(named: "replacement") ?? "", count: try given.int("count") ?? 0)
    if let wanted = try given.int("mandatory_count"), wanted != 0, wanted != result.count {
      throw TemplateFault(
        "'\(pattern)' should match \(wanted) times, but matches \(result.count) times in '\(text)'")
    }
    return .string(result.text)
  }

  private static func search(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    var positional = arguments.positional
    let pattern: String
    if positional.isEmpty {
      guard let keyword = arguments.keyword("regex") else {
        throw TemplateFault("`regex_search` needs argument `regex`")
      }
      pattern = try keyword.string(named: "regex")
    } else {
      pattern = try positional.removeFirst().string(named: "regex")
    }
    var flags: Regex.Flags = []
    if try arguments.keyword("ignorecase")?.isTruthy == true { flags.insert(.ignoreCase) }
    if try arguments.keyword("multiline")?.isTruthy == true { flags.insert(.multiline) }
    let regex = try Regex.compile(pattern, flags)
    var groups: [Int] = []
    for argument in positional { groups.append(try group(try argument.string(named: "group"), regex)) }
    guard let match = try regex.match(in: try value.text()) else { return .null }
    if groups.isEmpty { return .string(match.group(0) ?? "") }
    return .list(groups.map { match.group($0).map { .string($0) } ?? .null })
  }

  /// The number of a group given as `\1`, `\g<1>` or `\g<name>`.
  private static func group(_ text: String, _ regex: Regex) throws -> Int {
    if text.hasPrefix("\\g<"), text.hasSuffix(">") {
      let name = String(text.dropFirst(3).dropLast())
      if let number = regex.groupNames[name] ?? Int(name), number <= regex.groupCount { return number }
      throw TemplateFault("no such group")
    }
    guard text.hasPrefix("\\"), let number = Int(text.dropFirst().prefix { $0.isASCII && $0.isNumber }) else {
      throw TemplateFault("Unknown argument")
    }
    guard number <= regex.groupCount else { throw TemplateFault("no such group") }
    return number
  }

  /// Python's `re.escape`.
  static func escape(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if special[Int(byte)] { bytes.append(92) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// By byte, whether `re.escape` puts a backslash before it.
  private static let special: [Bool] = {
    var table = [Bool](repeating: false, count: 256)
    for byte in "()[]{}?*+-|^$\\.&~# \t\n\r\u{B}\u{C}".utf8 { table[Int(byte)] = true }
    return table
  }()
}
