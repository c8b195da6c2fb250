import FleetCore
import FleetModuleKit
import FleetModules
import FleetPlaybook

/// `fleet doc`, which is `ansible-doc`: what modules take, from their own declarations.
enum DocCommand {
  static let form = CommandForm(
    "doc", "MODULE...", "Show what modules do and take.",
    groups: [
      OptionGroup(
        "Form",
        [
          OptionSpec("-l --list", "the names of all modules"),
          OptionSpec("-F --list_files", "the names of all modules, and that they are built in instead of files"),
          OptionSpec("--metadata-dump", "everything about all modules as JSON"),
          OptionSpec("--no-fail-on-errors", "accepted; declarations that are built in have no faults"),
          OptionSpec("-s --snippet", "a task to copy into a playbook"),
          OptionSpec("-j --json", "JSON instead of text"),
          OptionSpec("-t --type", .value("TYPE"), "module, or keyword for the words of plays and tasks"),
          OptionSpec("--keywords", "the keywords of plays, roles, blocks and tasks, and where they may stand"),
          OptionSpec("-r --roles-path", .value("PATH"), "accepted; what roles take stands in their argument specs"),
          OptionSpec("-e --entry-point", .value("NAME"), "accepted, as it is about roles"),
          CommonOptions.modulePath, CommonOptions.playbookDirectory,
        ])
    ], run: run)

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    if options.has("keywords") || options.value("type") == "keyword" {
      return try KeywordText.show(options, session)
    }
    let names = ModuleCatalog.specs.keys.sorted()
    if options.has("list") {
      for name in names { session.write(UsageText.row(name, ModuleCatalog.specs[name]?.summary ?? "")) }
      return ExitCode.success
    }
    if options.has("list_files") {
      for name in names { session.write(UsageText.row(name, "(built in)")) }
      return ExitCode.success
    }
    if options.has("metadata-dump") {
      var modules = ValueMap()
      for name in names { modules[name] = ModuleCatalog.specs[name].map { ModuleText($0).json } }
      let all = ValueMap([("all", .map(ValueMap([("module", .map(modules))])))])
      session.write(JSONWriter(indent: 4).write(.map(all)) + "\n")
      return ExitCode.success
    }
    guard !options.arguments.isEmpty else {
      throw UsageFault(message: "the following arguments are required: module", help: ["`-l` lists the modules"])
    }
    var documents = ValueMap()
    for argument in options.arguments {
      guard let spec = ModuleCatalog.specs[ModuleNames.short(argument)] else {
        let isKnown = KnownModules.contains(argument)
        throw DiagnosticError(
          .unknownModuleName, isKnown ? "the module `\(argument)` is not built in" : "no module `\(argument)`",
          help: Suggestion.help(for: argument, in: names) + ["`fleet doc -l` lists the modules"])
      }
      if options.has("json") {
        documents[spec.name] = ModuleText(spec).json
      } else {
        session.write(options.has("snippet") ? ModuleText(spec).snippet : ModuleText(spec).text)
      }
    }
    if options.has("json") { session.write(JSONWriter(indent: 4).write(.map(documents)) + "\n") }
    return ExitCode.success
  }
}
