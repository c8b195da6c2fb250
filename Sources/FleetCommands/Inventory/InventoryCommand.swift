import FleetCore
import FleetInventory
import FleetJinja
import FleetSystem
import FleetYAML

/// `fleet inventory`, which is `ansible-inventory`.
enum InventoryCommand {
  static let form = CommandForm(
    "inventory", "[HOST|GROUP]", "Show the hosts, groups and variables of an inventory.",
    groups: [
      OptionGroup(
        "Actions",
        [
          OptionSpec("--list", "all hosts and groups as JSON, in the form of an inventory script"),
          OptionSpec("--host", .value("HOST"), "the variables of one host"),
          OptionSpec("--graph", "the tree of groups, of the whole inventory or of the group given"),
        ]),
      OptionGroup(
        "Form",
        [
          OptionSpec("-y --yaml", "YAML instead of JSON"),
          OptionSpec("--toml", "TOML instead of JSON"),
          OptionSpec("--vars", "variables in the tree of --graph"),
          OptionSpec("--export", "variables where they are defined, so that the output can be an inventory"),
          OptionSpec("--output", .value("FILE"), "write to a file"),
          CommonOptions.playbookDirectory,
        ]), CommonOptions.inventory, CommonOptions.variables, CommonOptions.vault,
    ], run: run)

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    let actions = ["list", "host", "graph"].filter(options.has)
    guard actions.count == 1 else {
      throw DiagnosticError(
        .optionConflict,
        actions.isEmpty
          ? "No action selected, at least one of --host, --graph or --list needs to be specified."
          : "Conflicting options used, only one of --host, --graph or --list can be used at the same time.")
    }
    let request = try RequestBuilder(options: options, session: session, asksPasswords: false).request()
    let run = try RunSession(request)
    try run.inventory.requireSource()
    run.warn(session)
    let listing = InventoryListing(
      inventory: run.inventory, extraVars: run.extraVars,
      isExport: options.has("export") || session.settings.exportsInventory,
      mergesHashes: session.settings.mergesHashes,
      playbookVariables: try PlaybookVariables(
        folder: options.value("playbook-dir") ?? session.settings.playbookFolder ?? ".", run: run))
    let text: String
    switch actions[0] {
    case "graph":
      text = try listing.graph(options.arguments.first ?? "all", showsVariables: options.has("vars")) + "\n"
    case "host":
      let name = options.value("host") ?? ""
      let hosts = try run.inventory.hosts(matching: HostPattern(name), ignoringLimit: true).hosts
      if hosts.isEmpty { session.warn("Could not match supplied host pattern, ignoring: \(name)") }
      guard hosts.count == 1 else {
        throw DiagnosticError(
          .unknownHost, "You must pass a single valid host to --host parameter",
          help: Suggestion.help(for: name, in: run.inventory.hostNames))
      }
      text = try written(listing.variables(ofHost: hosts[0]), options)
    default:
      let form =
        options.has("yaml") ? try listing.yaml() : options.has("toml") ? try listing.toml() : try listing.json()
      text = try written(form, options)
    }
    return try emit(text, options, session)
  }

  private static func written(_ value: Value, _ options: ParsedOptions) throws(DiagnosticError) -> String {
    guard options.has("yaml") else {
      if options.has("toml") { return try InventoryTOML.text(value) }
      return JSONWriter(indent: 4, sortsKeys: true, asciiOnly: false).write(value) + "\n"
    }
    return InventoryYAML.text(value)
  }

  private static func emit(_ text: String, _ options: ParsedOptions, _ session: CommandSession) throws -> Int32 {
    guard let path = options.value("output") else {
      session.write(text)
      return ExitCode.success
    }
    let content = text.hasSuffix("\n") ? String(text.dropLast()) : text
    do throws(SystemError) {
      try FileSystem.replace(path, with: Array(content.utf8))
    } catch {
      throw DiagnosticError(.unwritableFile, "cannot write `\(path)`: \(error.reason)")
    }
    return ExitCode.success
  }
}
