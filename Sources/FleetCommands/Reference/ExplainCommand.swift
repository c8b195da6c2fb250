import FleetCore

/// `fleet explain FL0203`: what a message means and how to mend its cause.
enum ExplainCommand {
  static let form = CommandForm(
    "explain", "[CODE...] | var NAME [PLAYBOOK]",
    "Explain the code of a message (without a code, list them all), or where a variable gets its value.",
    groups: [CommonOptions.inventory, CommonOptions.variables, CommonOptions.vault], run: run)

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    if options.arguments.first == "var" { return try VariableExplanation.show(options, session) }
    let codes = DiagnosticCode.all
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
}
