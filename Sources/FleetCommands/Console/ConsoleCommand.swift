import FleetCore
import FleetEngine
import FleetInventory

/// `fleet console`, which is `ansible-console`: a prompt at which modules are run on hosts.
enum ConsoleCommand {
  static let form = CommandForm(
    "console", "[PATTERN]", "Run modules on hosts from a prompt.",
    groups: [
      OptionGroup(
        "Task",
        [
          OptionSpec("--task-timeout", .number("SECONDS"), "end a task after so many seconds"),
          OptionSpec("-C --check", "change nothing, tell what would change"),
          OptionSpec("-D --diff", "show the differences in files"),
          OptionSpec("--step", "accepted; each task is confirmed by writing it"),
          CommonOptions.forks, CommonOptions.modulePath, CommonOptions.playbookDirectory,
        ]), CommonOptions.inventory, CommonOptions.variables, CommonOptions.vault, CommonOptions.connection,
      CommonOptions.become,
    ], run: run)

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    guard options.arguments.count < 2 else {
      throw UsageFault(message: "unrecognized arguments: \(options.arguments.dropFirst().joined(separator: " "))")
    }
    let request = try RequestBuilder(options: options, session: session).request()
    let run = try RunSession(request)
    run.warn(session)
    var console = Console(
      session: session, run: run, place: options.arguments.first ?? "all",
      timeout: options.number("task-timeout"),
      folder: options.value("playbook-dir") ?? request.inventorySettings.playbookFolder)
    console.run.request.options.gathering = "explicit"
    if options.has("list-hosts") {
      let hosts = console.hosts
      session.write("  hosts (\(hosts.count)):\n" + hosts.map { "    \($0)\n" }.joined())
      return ExitCode.success
    }
    await console.talk()
    return ExitCode.success
  }
}
