import FleetCore

/// Lookups in INI and CSV files.
enum TableLookups {
  static let table: [String: FunctionRegistry.Function] = ["csvfile": csv, "ini": ini]

  private static let csvNames = ["col", "default", "delimiter", "encoding", "file", "keycol"]

  private static func csv(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    guard !arguments.positional.isEmpty else { throw TemplateFault("Search key is required but was not found") }
    var options = try LookupOptions(arguments, of: "csvfile", names: csvNames)
    var found: [JinjaValue] = []
    for term in arguments.positional {
      let inline = try InlineOptions(try term.text())
      guard !inline.rest.isEmpty else { throw TemplateFault("Search key is required but was not found") }
      for (name, value) in inline.options {
        guard csvNames.contains(name) else { throw TemplateFault("'\(name)' is not a valid option") }
        try options.set(.string(value), for: name)
      }
      let file = try options.text("file", default: "ansible.csv")
      var delimiter = try options.text("delimiter", default: "TAB")
      if delimiter == "TAB" || delimiter == "\\t" { delimiter = "\t" }
      guard let mark = delimiter.unicodeScalars.first, delimiter.unicodeScalars.count == 1 else {
        throw TemplateFault("\"delimiter\" must be a 1-character string", kind: .type)
      }
      guard let path = try LookupFiles.find(file, in: "files", context) else {
        throw TemplateFault(
          "csvfile: No such file or directory: '\(file)'", kind: .notFound)
      }
      let text = try LookupFiles.readText(path, context, encoding: try options.text("encoding", default: "utf-8"))
      let (column, keyColumn) = (try options.int("col") ?? 1, try options.int("keycol") ?? 0)
      func cell(_ row: [String], _ column: Int) throws -> String {
        let index = column < 0 ? column + row.count : column
        guard row.indices.contains(index) else { throw TemplateFault("list index out of range", kind: .value) }
        return row[index]
      }
      let row = try CSVText.rows(text, delimiter: mark).first {
        try !$0.isEmpty && PythonText.equal(cell($0, keyColumn), inline.rest)
      }
      if let row {
        found.append(.string(try cell(row, column)))
      } else if let fallback = options["default"] {
        found += fallback.isListLike ? try fallback.elements() : [fallback]
      }
    }
    return .list(found)
  }

  private static let iniNames = [
    "allow_no_value", "allow_none", "case_sensitive", "default", "encoding", "file", "interpolation", "re", "section",
    "type",
  ]

  private static func ini(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    var options = try LookupOptions(arguments, of: "ini", names: iniNames)
    var found: [JinjaValue] = []
    for term in arguments.positional {
      let text = try term.string(named: "key")
      var key = text
      if text.contains("=") || PythonText.strip(text).contains(" ") { key = try inline(text, &options) }
      found += try values(key, options, context)
    }
    return .list(found)
  }

  /// The old style: `key section=a file=b` in one text; words without `=` belong to what stands before them.
  private static func inline(_ text: String, _ options: inout LookupOptions) throws -> String {
    var parts: [(name: String, value: String)] = []
    for (position, word) in PythonText.words(text).enumerated() {
      if word.contains("="), let name = iniNames.first(where: { word.hasPrefix($0 + "=") }) {
        parts.append((name, word))
      } else if position == 0 || parts.isEmpty {
        parts.append(("key", word))
      } else {
        parts[parts.count - 1].value += " " + word
      }
    }
    var key: String?
    for (_, part) in parts {
      guard part.contains("=") else {
        if key == nil { key = part }
        continue
      }
      let pair = PythonText.split(part, by: "=")
      guard pair.count == 2 else { throw TemplateFault("Could not use '\(part)' from '\(text)'.", kind: .value) }
      guard iniNames.contains(pair[0]) else { throw TemplateFault("'\(pair[0])' is not a valid option.") }
      try options.set(.string(pair[1]), for: pair[0])
    }
    guard let key else {
      throw TemplateFault(
        "No key to look up was provided as first term within string inline options: \(text)", kind: .value)
    }
    return key
  }

  private static func values(
    _ key: String, _ options: LookupOptions, _ context: EvaluationContext
  ) throws -> [JinjaValue] {
    let file = try options.text("file", default: "ansible.ini")
    let type = try options.text("type", default: "ini")
    guard type == "ini" || type == "properties" else {
      throw TemplateFault("the option `type` of the lookup `ini` must be `ini` or `properties`, not `\(type)`")
    }
    guard let path = try LookupFiles.find(file, in: "files", context) else {
      throw TemplateFault("the file `\(file)` of the lookup `ini` was not found", kind: .notFound)
    }
    var text = try LookupFiles.readText(path, context, encoding: try options.text("encoding", default: "utf-8"))
    var section = try options.text("section", default: "global")
    if type == "properties" {
      section = "java_properties"
      text = "[java_properties]\n" + text
    }
    let allowsNone = try options.flag("allow_no_value", default: options.flag("allow_none", default: false))
    let table = try INIText(
      text, allowsNoValue: allowsNone, keepsCase: try options.flag("case_sensitive", default: false), name: file)
    let interpolates = try options.flag("interpolation", default: true)
    let isPattern = try options.flag("re", default: false)
    guard table.hasSection(section) else {
      if !isPattern, table.sections.isEmpty, options.isGiven("default") { return [options["default"] ?? .null] }
      throw TemplateFault("No section '\(section)' in '\(file)'.", kind: .value)
    }
    if isPattern {
      let regex = try Regex.compile(key)
      return try table.options(of: section).filter { try regex.match(in: $0.name, anchor: .start) != nil }
        .compactMap { try table.value($0.name, in: section, interpolates: interpolates) }
        .map { $0.value.map { .string($0) } ?? .null }
    }
    if let option = try table.value(key, in: section, interpolates: interpolates) {
      return option.value.map { [.string($0)] } ?? []
    }
    if options.isGiven("default") {
      guard let fallback = options["default"] else { return [] }
      return fallback.isListLike ? try fallback.elements() : [fallback]
    }
    return [.string("")]
  }
}
