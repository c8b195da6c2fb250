import FleetCore

/// Filters that lay text out in lines: `indent`, `comment`, `wordwrap`.
enum LayoutFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "comment": comment,
    "indent": indent,
    "pprint": { value, _, context in
      // Ansible's own containers are printed on one line.
      let isContainer = value.mapObject != nil || value.isListLike
      if isContainer, context.options.undefined == .ansible { return .string(try value.repr()) }
      return .string(try PrettyPrinter().text(of: value))
    },
    "wordwrap": wordwrap,
  ]

  private static func indent(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["width", "first", "blank"], of: "indent")
    let pad: String
    if let width = given["width"], width.isString {
      pad = try width.text()
    } else {
      let width = try given["width"]?.integer(named: "width") ?? 4
      guard width <= Limits.templateOutputCharacters else { throw TemplateFault("indent too wide", kind: .limit) }
      pad = String(repeating: " ", count: max(0, width))
    }
    try requireText(value, context)
    let first = try given.flag("first", default: false)
    let blank = try given.flag("blank", default: false)
    return try value.mapText { text in
      let lines = PythonText.lines(text + "\n")
      var result = lines.first ?? ""
      for line in lines.dropFirst() { result += "\n" + (blank || !line.isEmpty ? pad : "") + line }
      return first ? pad + result : result
    }
  }

  private static func requireText(_ value: JinjaValue, _ context: EvaluationContext) throws {
    guard value.isString || value.isUndefined else {
      throw TemplateFault("'\(value.typeName)' object has no attribute 'splitlines'", kind: .type)
    }
  }

  private static let commentStyles: [String: [String: String]] = [
    "c": ["decoration": "// "],
    "cblock": ["beginning": "/*", "decoration": " * ", "end": " */"],
    "erlang": ["decoration": "% "],
    "plain": ["decoration": "# "],
    "xml": ["beginning": "<!--", "decoration": " - ", "end": "-->"],
  ]

  private static func comment(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let text = try value.string(named: "comment")
    let style = try (arguments.positional.first ?? arguments.keyword("style"))?.text() ?? "plain"
    guard let base = commentStyles[style] else {
      throw TemplateFault(
        "Invalid style '\(style)'.", help: ["the styles are \(commentStyles.keys.sorted().joined(separator: ", "))"])
    }
    var options: [String: String] = [
      "newline": "\n", "beginning": "", "prefix": "", "prefix_count": "1", "decoration": "", "postfix": "",
      "postfix_count": "1", "end": "",
    ]
    for (name, text) in base { options[name] = text }
    for (name, given) in arguments.keywords where name != "style" { options[name] = try given.text() }
    let decoration = options["decoration"] ?? ""
    let newline = options["newline"] ?? "\n"
    let bare = PythonText.strip(decoration, leading: false)
    let prefix = arguments.keyword("prefix") == nil ? bare : options["prefix"] ?? ""
    let postfix = arguments.keyword("postfix") == nil ? bare : options["postfix"] ?? ""
    let prefixCount = min(10_000, max(0, Int(options["prefix_count"] ?? "") ?? 1))
    let postfixCount = min(10_000, max(0, Int(options["postfix_count"] ?? "") ?? 1))
    var result = ""
    if let beginning = options["beginning"], !beginning.isEmpty { result += beginning + newline }
    if !prefix.isEmpty {
      result += String(repeating: PythonText.equal(prefix, newline) ? newline : prefix + newline, count: prefixCount)
    }
    let decorated = decoration + PythonText.replace(text, newline, with: newline + decoration)
    result += PythonText.replace(decorated, decoration + newline, with: bare + newline)
    result += String(repeating: newline + postfix, count: postfixCount)
    if let end = options["end"], !end.isEmpty { result += newline + end }
    return .string(result)
  }

  private static func wordwrap(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(
      to: ["width", "break_long_words", "wrapstring", "break_on_hyphens"], of: "wordwrap")
    let width = try given.int("width") ?? 79
    guard width > 0 else { throw TemplateFault("invalid width \(width) (must be > 0)", kind: .value) }
    let wrapper = TextWrapper(
      width: width, breaksLongWords: try given.flag("break_long_words", default: true),
      breaksOnHyphens: try given.flag("break_on_hyphens", default: true))
    try requireText(value, context)
    let separator = try given.text("wrapstring") ?? context.options.newlineSequence
    return try value.mapText { text in
      PythonText.lines(text).map { wrapper.wrap($0).joined(separator: separator) }.joined(separator: separator)
    }
  }
}
