import FleetCore
import FleetInventory
import FleetReport
import FleetSystem

/// `fleet config`, which is `ansible-config`: the settings, where they come from and what they are.
enum ConfigCommand {
  static let form = CommandForm(
    "config", "COMMAND", "Show the settings of ansible.cfg and the environment.", parts: parts
  ) { _, _ in throw UsageFault(message: "the following arguments are required: action") }

  private static let shape = OptionGroup(
    "Form",
    [
      OptionSpec("-c --config", .value("FILE"), "this file instead of the one that is found"),
      OptionSpec("-t --type", .value("TYPE"), "the kind of settings (base; others are not configurable here)"),
      OptionSpec("-f --format", .value("FORM"), "ini, env, json, yaml, vars or display, as the command takes it"),
    ])

  private static let parts = [
    CommandForm("list", "", "Show all settings with their keys and defaults.", groups: [shape], run: list),
    CommandForm(
      "dump", "", "Show the values of all settings and where they come from.",
      groups: [
        shape, OptionGroup("Choice", [OptionSpec("--only-changed --changed-only", "only what is not default")]),
      ],
      run: dump),
    CommandForm("view", "", "Show the configuration file.", groups: [shape], run: view),
    CommandForm(
      "init", "", "Write a configuration file with every setting.",
      groups: [shape, OptionGroup("Choice", [OptionSpec("--disabled", "all settings as comments")])], run: initialize),
    CommandForm("validate", "", "Look for settings that nobody knows.", groups: [shape], run: validate),
  ]

  private static func reader(_ options: ParsedOptions) -> SettingsReader {
    var environment = Environment.dictionary()
    if let file = options.value("config") { environment["ANSIBLE_CONFIG"] = file }
    return SettingsReader(environment: environment)
  }

  private static func written(_ value: Value, _ options: ParsedOptions) -> String {
    options.value("format") == "json" ? JSONWriter(indent: 4).write(value) + "\n" : InventoryYAML.text(value)
  }

  private static func list(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    var document = ValueMap()
    for row in SettingCatalog.rows {
      var entry: ValueMap = ["default": row.fallback, "name": .string(row.name)]
      if !row.type.isEmpty { entry["type"] = .string(row.type) }
      if !row.variables.isEmpty { entry["env"] = .list(row.variables.map { ["name": .string($0)] }) }
      if !row.keys.isEmpty {
        entry["ini"] = .list(
          row.keys.compactMap { key in
            let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
            return parts.count == 2 ? ["key": .string(parts[1]), "section": .string(parts[0])] : nil
          })
      }
      document[row.name] = .map(entry)
    }
    session.write(written(.map(document), options))
    return ExitCode.success
  }

  private static func dump(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    var settings = try reader(options).catalog().all
    if options.has("only-changed") { settings = settings.filter { $0.origin != "default" } }
    if let form = options.value("format"), form == "json" || form == "yaml" {
      let items = settings.map { setting -> Value in
        ["name": .string(setting.row.name), "origin": .string(setting.origin), "value": setting.value]
      }
      session.write(written(.list(items), options))
      return ExitCode.success
    }
    for setting in settings {
      let line = "\(setting.row.name)(\(setting.origin)) = \(setting.text)"
      let color = setting.origin == "default" ? "0;32" : "0;33"
      session.write((session.output.usesColor ? "\u{1B}[\(color)m\(line)\u{1B}[0m" : line) + "\n")
    }
    return ExitCode.success
  }

  private static func view(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    guard let path = options.value("config") ?? session.settings.configFile else {
      throw DiagnosticError(.optionConflict, "Unable to open config file: there is none")
    }
    guard FileSystem.isReadable(path) else {
      throw DiagnosticError(
        .optionConflict, "The provided configuration file is missing or not accessible: \(path)")
    }
    Terminal.write(try SourceFile.readBytes(path, name: path))
    return ExitCode.success
  }

  private static func initialize(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    let format = options.value("format") ?? "ini"
    guard ["ini", "env", "vars"].contains(format) else {
      throw UsageFault(message: "argument -f/--format: invalid choice: '\(format)'")
    }
    let mark = options.has("disabled") ? (format == "ini" ? ";" : "# ") : ""
    if format != "ini" {
      for row in SettingCatalog.rows {
        guard let name = row.variables.last else { continue }
        session.write("\(mark)\(format == "env" ? "export " : "")\(name)=\(text(row.fallback))\n")
      }
      return ExitCode.success
    }
    var sections: [String: [(String, SettingCatalog.Row)]] = [:]
    for row in SettingCatalog.rows {
      guard let key = row.keys.last?.split(separator: ".", maxSplits: 1).map(String.init), key.count == 2 else {
        continue
      }
      if sections[key[0]]?.contains(where: { $0.0 == key[1] }) == true { continue }
      sections[key[0], default: []].append((key[1], row))
    }
    for section in sections.keys.sorted(by: { ($0 == "defaults" ? "" : $0) < ($1 == "defaults" ? "" : $1) }) {
      session.write("[\(section)]\n")
      for (key, row) in sections[section] ?? [] {
        session.write(
          "# (\(row.type.isEmpty ? "string" : row.type)) \(row.name)\n\(mark)\(key)=\(text(row.fallback))\n\n")
      }
    }
    return ExitCode.success
  }

  /// A default as an ini file holds it.
  private static func text(_ value: Value) -> String {
    switch value {
    case .null: ""
    case .bool(let flag): flag ? "True" : "False"
    case .list(let items): items.map { $0.string ?? JSONWriter.keyText($0) }.joined(separator: ", ")
    default: value.string ?? JSONWriter.keyText(value)
    }
  }

  private static func validate(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    let form = options.value("format") ?? "ini"
    let unknown = try reader(options).unknown(form)
    guard unknown.isEmpty else {
      for text in unknown {
        session.writeError(form == "env" ? "Found unknown environment variable: \(text)\n" : text + "\n")
      }
      return ExitCode.genericError
    }
    session.write("All configurations seem valid!\n")
    return ExitCode.success
  }
}
