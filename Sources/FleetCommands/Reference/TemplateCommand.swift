import FleetCore
import FleetInventory
import FleetJinja
import FleetSystem
import FleetVariables
import FleetVault

/// `fleet template FILE`: what a template gives for a host, without connecting to it.
enum TemplateCommand {
  static let form = CommandForm(
    "template", "FILE", "Render a template with the variables of a host, without connecting to it.",
    groups: [
      OptionGroup(
        "Host",
        [
          OptionSpec("--host", .value("HOST"), "the host whose variables count (default localhost)"),
          OptionSpec("--batch", "answer requests on standard input, a JSON object a line"),
        ]),
      CommonOptions.inventory, CommonOptions.variables, CommonOptions.vault,
    ], run: run)

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    if options.has("batch") { return TemplateBatchCommand.run() }
    guard options.arguments.count == 1, let path = options.arguments.first else {
      throw UsageFault(message: "exactly one template is required")
    }
    let run = try RunSession(try RequestBuilder(options: options, session: session, asksPasswords: false).request())
    session.report(run.inventory.takeWarnings())
    let host = try host(of: run, options)
    var settings = run.request.variables
    settings.playbookDirectory = FileSystem.currentDirectory()
    settings.inventorySources = run.inventory.sources
    let variables = RunVariables(
      settings: settings, inventory: run.inventory, templates: run.templates, extraVars: run.extraVars,
      loader: run.loader)
    let file: SourceFile
    if path == "-" {
      file = SourceFile(path: "<standard input>", text: Terminal.readInput(limit: Limits.sourceFileBytes))
    } else {
      file = try run.request.vault.read(path)
    }
    let template = try run.templates.compile(file)
    session.write(try run.templates.render(template, in: variables.hostScope(for: host)))
    return ExitCode.success
  }

  /// The one host of `--host` or `--limit`, else localhost.
  private static func host(of run: RunSession, _ options: ParsedOptions) throws(DiagnosticError) -> String {
    if options.value("host") == nil, let limit = options.value("limit") {
      let hosts = try run.inventory.hosts(matching: "all").hosts
      if hosts.count == 1 { return hosts[0] }
      throw DiagnosticError(
        .unknownHost, "the limit `\(limit)` gives \(hosts.count) hosts, and a template is rendered for one",
        help: hosts.isEmpty
          ? Suggestion.help(for: limit, in: run.inventory.hostNames) : ["name one: `--limit \(hosts[0])`"])
    }
    let host = options.value("host") ?? "localhost"
    guard run.inventory.contains(host: host) else {
      throw DiagnosticError(
        .unknownHost, "no host `\(host)` in the inventory",
        help: Suggestion.help(for: host, in: run.inventory.hostNames))
    }
    return host
  }
}
