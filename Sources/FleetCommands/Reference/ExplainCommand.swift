import FleetCore
import FleetInventory
import FleetPlaybook

/// `fleet explain FL0203`: what a message means and how to mend its cause. `fleet explain var NAME`: where a variable
/// comes from.
enum ExplainCommand {
  static let form = CommandForm(
    "explain", "[CODE... | var NAME [PLAYBOOK]]",
    "Explain the code of a message, or where a variable comes from; without either, list the codes.",
    groups: [
      OptionGroup("Form", [OptionSpec("--markdown", "all codes as one Markdown page")]),
      CommonOptions.inventory, CommonOptions.variables, CommonOptions.vault,
    ], run: run)

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    if options.arguments.first == "var" { return try explainVariable(options, session) }
    let codes = DiagnosticCode.all
    if options.has("markdown") {
      session.write(ErrorPage.text(codes))
      return ExitCode.success
    }
    guard !options.arguments.isEmpty else {
      for code in codes { session.write(UsageText.row(code.name, code.explanation)) }
      return ExitCode.success
    }
    for argument in options.arguments {
      guard let code = codes.first(where: { $0.name == argument.uppercased() }) else {
        throw DiagnosticError(
          .unknownCode, "no code `\(argument)`", help: Suggestion.help(for: argument, in: codes.map(\.name)))
      }
      session.write("\(code.name)\n\n\(code.explanation)\n")
    }
    return ExitCode.success
  }

  private static func explainVariable(_ options: ParsedOptions, _ session: CommandSession) throws -> Int32 {
    let words = Array(options.arguments.dropFirst())
    guard let name = words.first, words.count <= 2 else {
      throw UsageFault(message: "expected: explain var NAME [PLAYBOOK]")
    }
    let run = try RunSession(try RequestBuilder(options: options, session: session, asksPasswords: false).request())
    session.report(run.inventory.takeWarnings())
    var playbook: Playbook?
    if words.count == 2 { playbook = try run.load(words[1], .off).playbook }
    let pattern = options.value("limit") ?? (run.inventory.hostNames.isEmpty ? "localhost" : "all")
    let hosts = try run.inventory.hosts(matching: pattern, ignoringLimit: true).hosts
    guard !hosts.isEmpty else {
      throw DiagnosticError(
        .unknownHost, "no host `\(pattern)` in the inventory",
        help: Suggestion.help(for: pattern, in: run.inventory.hostNames))
    }
    let texts = hosts.map { VariableExplanation(name: name, host: $0, run: run, playbook: playbook).text() }
    session.write(texts.joined(separator: "\n"))
    return ExitCode.success
  }
}
