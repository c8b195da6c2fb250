import FleetCore
import FleetEngine
import FleetInventory
import FleetPlaybook
import FleetReport
import FleetSystem
import FleetTransport

/// `fleet exec`, which is `ansible`: one module on the hosts of a pattern.
enum ExecCommand {
  static let form = CommandForm(
    "exec", "PATTERN", "Run one module on the hosts of a pattern.",
    groups: [
      OptionGroup(
        "Task",
        [
          OptionSpec("-m --module-name", .value("MODULE"), "the module (default command)"),
          OptionSpec("-a --args", .value("ARGS"), "its arguments: key=value, or JSON"),
          OptionSpec("-B --background", .number("SECONDS"), "run in the background and fail after so many seconds"),
          OptionSpec("-P --poll", .number("SECONDS"), "look after it every so many seconds (default 15)"),
          OptionSpec("-o --one-line", "one line for each host"),
          OptionSpec("-t --tree", .value("FOLDER"), "write each host's result to a file of its name in this folder"),
          OptionSpec("--task-timeout", .number("SECONDS"), "end the task after so many seconds"),
          OptionSpec("-C --check", "change nothing, tell what would change"),
          OptionSpec("-D --diff", "show the differences in files"),
          CommonOptions.forks, CommonOptions.modulePath, CommonOptions.playbookDirectory,
        ]), CommonOptions.inventory, CommonOptions.variables, CommonOptions.vault, CommonOptions.connection,
      CommonOptions.become,
    ], run: run)

  /// Modules that are nothing without arguments.
  private static let needArguments: Set<String> = ["command", "shell", "raw", "script"]

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    guard options.arguments.count == 1, let pattern = options.arguments.first else {
      throw UsageFault(message: "the following arguments are required: pattern")
    }
    let module = options.value("module-name") ?? session.settings.moduleName
    let isListing = options.has("list-hosts")
    if !isListing, needArguments.contains(module), (options.value("args") ?? "").isEmpty {
      throw DiagnosticError(
        .optionConflict, "No argument passed to \(module) module",
        help: pattern.hasSuffix(".yml") ? ["did you mean `fleet run \(pattern)`?"] : ["give it with `-a`"])
    }
    var request = try RequestBuilder(options: options, session: session, asksPasswords: !isListing).request()
    request.options.gathering = "explicit"
    let run = try RunSession(request)
    run.warn(session)
    if options.has("flush-cache") { run.flushFacts() }
    let match = try run.inventory.hosts(matching: HostPattern(pattern))
    for name in match.unmatched { session.warn("Could not match supplied host pattern, ignoring: \(name)") }
    if isListing {
      session.write("  hosts (\(match.hosts.count)):\n" + match.hosts.map { "    \($0)\n" }.joined())
      return ExitCode.success
    }
    guard !match.hosts.isEmpty else {
      session.warn("No hosts matched, nothing to do")
      return ExitCode.success
    }
    var task = AdHocTask(pattern: pattern, module: module, arguments: options.value("args") ?? "")
    task.background = options.number("background")
    task.poll = options.number("poll") ?? 15
    task.timeout = options.number("task-timeout")
    task.folder = options.value("playbook-dir") ?? request.inventorySettings.playbookFolder
    let playbook = try task.playbook(run)
    let findings = run.check(playbook)
    if findings.contains(where: { $0.severity == .error }) { throw DiagnosticError(findings) }
    session.report(findings.filter { !$0.code.isAdvice })
    let report = await run.perform(
      [playbook],
      listeners: ReportChoice(session: session, options: request.options)
        .forOneTask(isOneLine: options.has("one-line"), tree: options.value("tree")),
      provider: session.connections(), prompter: TerminalPrompter(redactor: session.redactor, extraNames: []),
      interrupt: InterruptSignal())
    return ExitCode.of(report, isDetailed: false)
  }
}
