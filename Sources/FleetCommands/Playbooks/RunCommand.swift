import FleetCore
import FleetEngine
import FleetInventory
import FleetJinja
import FleetModules
import FleetPlaybook
import FleetReport
import FleetTransport
import FleetVariables

/// `fleet run`, which is `ansible-playbook`.
enum RunCommand {
  static let form = CommandForm(
    "run", "PLAYBOOK...", "Run playbooks on the hosts of an inventory.",
    groups: [
      CommonOptions.inventory, CommonOptions.running, CommonOptions.variables, CommonOptions.vault,
      CommonOptions.connection, CommonOptions.become,
    ], run: run)

  private static let listings = ["list-hosts", "list-tasks", "list-tags"]

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    guard !options.arguments.isEmpty else {
      throw UsageFault(message: "the following arguments are required: playbook")
    }
    let isListing = listings.contains(where: options.has) || options.has("syntax-check")
    var request = try RequestBuilder(options: options, session: session, asksPasswords: !isListing).request()
    request.playbooks = options.arguments
    if options.has("list-tags"), request.options.tags.isEmpty, request.options.skipTags.isEmpty {
      request.options.tags = ["never", "all"]
    }
    request.isRunning = !isListing
    session.writeConfiguration()
    let run = try RunSession(request)
    run.warn(session)
    if options.has("flush-cache") { run.flushFacts() }
    var mode = try StaticCheckMode.chosen(options, session)
    if isListing, !options.has("syntax-check") { mode = .off }
    var playbooks: [Playbook] = []
    do throws(DiagnosticError) {
      for path in request.playbooks {
        let (playbook, findings) = try run.load(path, mode)
        session.report(findings.filter { !$0.code.isAdvice || session.verbosity > 0 })
        playbooks.append(playbook)
      }
    } catch {
      session.report(error.diagnostics)
      let isVault = error.diagnostics.contains { $0.severity == .error && $0.code.name.hasPrefix("FL06") }
      return session.isAnsible || error.isMissingPlaybook || isVault
        ? ExitCode.of(error.diagnostics) : ExitCode.parserError
    }
    if isListing { return try list(playbooks, run, options, session) }
    let report = await run.perform(
      playbooks, listeners: ReportChoice(session: session, options: request.options).forPlaybooks(),
      provider: session.connections(),
      prompter: TerminalPrompter(redactor: session.redactor, extraNames: Set(run.extraVars.names)),
      stepper: options.has("step") ? TerminalStepper(output: session.output) : nil, interrupt: InterruptSignal())
    return ExitCode.of(report, isDetailed: options.has("detailed-exitcode"))
  }

  private static func list(
    _ playbooks: [Playbook], _ run: RunSession, _ options: ParsedOptions, _ session: CommandSession
  ) throws(DiagnosticError) -> Int32 {
    let listing = PlaybookListing(
      run: run, showsHosts: options.has("list-hosts"), showsTasks: options.has("list-tasks"),
      showsTags: options.has("list-tags"))
    for playbook in playbooks { session.write(try listing.text(playbook, isSyntaxOnly: options.has("syntax-check"))) }
    return ExitCode.success
  }
}

extension RunSession {
  /// What Ansible says of an inventory without hosts, and what the reading of the inventory found.
  func warn(_ session: CommandSession) {
    session.report(inventory.takeWarnings())
    guard inventory.hostNames.isEmpty else { return }
    if request.inventorySources.isEmpty, session.settings.warnsOfUnparsedInventory {
      session.warn("No inventory was parsed, only implicit localhost is available")
    }
    if session.settings.warnsOfLocalhost {
      session.warn(
        "provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match "
          + "'all'")
    }
  }
}
