import FleetCore
import FleetYAML

/// JSON and YAML in and out.
enum DataFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "from_json": { value, _, _ in
      guard value.isString else {
        throw TemplateFault(
          "the JSON object must be str, bytes or bytearray, not \(value.typeName)", kind: .type)
      }
      let text = try value.text()
      return JinjaValue(try read { try JSONReader.read(text, path: "<from_json>") })
    },
    "from_yaml": { value, _, _ in
      guard value.isString else { return value }
      return JinjaValue(try documents(try value.text()).first ?? .null)
    },
    "from_yaml_all": { value, _, _ in
      if value.isNull { return .list([]) }
      guard value.isString else { return value }
      return .list(try documents(try value.text()).map { JinjaValue($0) })
    },
    "to_json": { value, arguments, _ in
      .string(try JSONText(try options(arguments, of: "to_json")).text(of: value))
    },
    "to_nice_json": { value, arguments, _ in
      var options = try options(arguments, of: "to_nice_json", names: ["indent", "sort_keys"])
      if arguments.positional.isEmpty, arguments.keyword("indent") == nil { options.indent = "    " }
      if arguments.positional.count < 2, arguments.keyword("sort_keys") == nil { options.sortsKeys = true }
      options.itemSeparator = ","
      options.keySeparator = ": "
      return .string(try JSONText(options).text(of: value))
    },
    "to_nice_yaml": { value, arguments, _ in
      try yaml(value, arguments, defaultIndent: 4, defaultFlow: false, positional: ["indent"])
    },
    "to_yaml": { value, arguments, _ in
      try yaml(value, arguments, defaultIndent: nil, defaultFlow: nil, positional: [])
    },
  ]

  /// The documents of a YAML text, as plain data.
  static func documents(_ text: String) throws -> [Value] {
    let file = SourceFile(path: "<from_yaml>", text: Array(text.utf8))
    return try read { try YAMLParser.parse(file).map(\.value) }
  }

  /// Reads a text of which no file is known: a fault in it belongs to the expression that has it read, and the text,
  /// which may be secret, is not shown.
  private static func read<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as DiagnosticError {
      guard !error.isLimit, let first = error.diagnostics.first else { throw error }
      let span = first.labels.first?.span
      let place = span.map { " at line \($0.line), column \($0.column) of the text" } ?? ""
      throw TemplateFault(first.message + place, kind: .value, help: first.help)
    }
  }

  private static func options(
    _ arguments: CallArguments, of function: String,
    names: [String] = ["profile", "vault_to_text", "preprocess_unsafe"]
  ) throws -> JSONText.Options {
    var options = JSONText.Options()
    var keywords = arguments.keywords
    for (name, value) in zip(names, arguments.positional) { keywords.append((name, value)) }
    for (name, value) in keywords {
      switch name {
      case "indent": options.indent = try indent(value)
      case "sort_keys": options.sortsKeys = try value.isTruthy
      case "ensure_ascii": options.asciiOnly = try value.isTruthy
      case "allow_nan": options.allowsNaN = try value.isTruthy
      case "skipkeys": options.skipsKeys = try value.isTruthy
      case "separators":
        if value.isNull { continue }
        let parts = try value.elements()
        guard parts.count == 2 else { throw TemplateFault("`separators` must be a pair", kind: .value) }
        options.itemSeparator = try parts[0].string(named: "separators")
        options.keySeparator = try parts[1].string(named: "separators")
      case "profile", "vault_to_text", "preprocess_unsafe", "check_circular", "cls", "default": break
      default: throw TemplateFault("`\(function)` has no argument `\(name)`", kind: .type)
      }
    }
    return options
  }

  private static func indent(_ value: JinjaValue) throws -> String? {
    if value.isNull { return nil }
    if value.isString { return try value.text() }
    return String(repeating: " ", count: max(0, min(1000, try value.integer(named: "indent"))))
  }

  private static func yaml(
    _ value: JinjaValue, _ arguments: CallArguments, defaultIndent: Int?, defaultFlow: Bool?, positional: [String]
  ) throws -> JinjaValue {
    var emitter = YAMLEmitter(indent: defaultIndent, flowStyle: defaultFlow)
    var sortsKeys = true
    for (name, option) in zip(positional, arguments.positional).map({ ($0, $1) })
      + arguments.keywords.map({ ($0.name, $0.value) })
    {
      switch name {
      case "indent": emitter.indent = option.isNull ? nil : try option.integer(named: name)
      case "width": emitter.width = option.isNull ? nil : try width(option)
      case "default_flow_style": emitter.flowStyle = option.isNull ? nil : try option.isTruthy
      case "default_style": emitter.scalarStyle = option.isNull ? nil : try option.text().first
      case "explicit_start": emitter.explicitStart = try option.isTruthy
      case "explicit_end": emitter.explicitEnd = try option.isTruthy
      case "canonical": emitter.isCanonical = try option.isTruthy
      case "sort_keys": sortsKeys = try option.isTruthy
      case "encoding", "line_break", "version", "tags", "dump_vault_tags", "vault_to_text", "preprocess_unsafe": break
      default: throw TemplateFault("`to_yaml` has no argument `\(name)`", kind: .type)
      }
    }
    do {
      return .string(try emitter.write(try value.yamlNode(sortsKeys: sortsKeys)))
    } catch let fault as YAMLEmitter.Fault {
      throw TemplateFault(fault.message)
    }
  }

  /// `width=inf` is accepted as "never fold".
  private static func width(_ value: JinjaValue) throws -> Int {
    if case .double(let number) = value { return Int(exactly: number.rounded(.towardZero)) ?? -1 }
    return try value.integer(named: "width")
  }
}
