import FleetCore
package import FleetEngine

/// Ansible's default output, line for line on a pipe, in colour on a terminal.
package final class ConsoleReport: RunListener {
  /// What a user can set about it.
  package struct Options: Sendable {
    package var verbosity = 0
    package var diffContext = 3
    package var showsSkippedHosts = true
    package var showsOKHosts = true
    package var showsCheckMarkers = false
    package var showsTaskPathOnFailure = false
    package var showsFailuresOnStandardError = false
    package var showsCustomStatistics = false
    package var showsPerHostStart = false
    package var showsArguments = false
    /// Whether the reason of a failure stands before it on standard output, as on a pipe in ansible-core.
    package var showsFaults = false
    /// `json`, `yaml`, or `debug` for the callback of that name.
    package var resultFormat = "json"
    package var isPretty: Bool?
    package init() {}
  }

  let options: Options
  let output: TextOutput
  @EngineActor var lastBanner: String?
  @EngineActor var play: PlayHeading?
  @EngineActor var run: RunHeading?
  @EngineActor var seenWarnings: Set<String> = []

  package init(options: Options, output: TextOutput) {
    self.options = options
    self.output = output
  }

  @EngineActor package func receive(_ event: RunEvent) {
    switch event {
    case .runStarted(let heading):
      run = heading
      if heading.isCheck, options.showsCheckMarkers { banner("DRY RUN") }
    case .playbookStarted(let path):
      if options.verbosity > 1 { banner("PLAYBOOK: \(path.split(separator: "/").last ?? "")") }
    case .playStarted(let heading): playStarted(heading)
    case .noHostsMatched: line("skipping: no hosts matched", .skipped)
    case .taskStarted(let heading):
      if play?.isFree != true, options.showsSkippedHosts, options.showsOKHosts { taskBanner(heading) }
    case .hostStarted(let host, let heading):
      if options.showsPerHostStart {
        line(" [started \(heading.kind == .handler ? "HANDLER" : "TASK"): \(heading.name) on \(host)]", .ok)
      }
    case .itemFinished(let outcome): item(outcome)
    case .taskRetrying(let outcome, let left): retrying(outcome, left)
    case .taskFinished(let outcome): task(outcome)
    case .included(let file, let hosts, let label, let heading):
      bannerIfNeeded(heading)
      line(
        "included: \(file) for \(hosts.joined(separator: ", "))" + (label.map { " => (item=\($0))" } ?? ""), .skipped)
    case .handlerNotified(let handler, let host):
      if options.verbosity > 1 { line("NOTIFIED HANDLER \(handler) for \(host)", .verbose) }
    case .noHostsLeft: banner("NO MORE HOSTS LEFT")
    case .message(let text): output.write(text + "\n")
    case .warning(let text): warning(text)
    case .diagnostics(let diagnostics):
      output.write(DiagnosticRenderer(usesColor: output.usesColor).render(diagnostics), toError: true)
    case .runFinished(let statistics): recap(statistics)
    }
  }

  @EngineActor private func playStarted(_ heading: PlayHeading) {
    play = heading
    let marker = heading.isCheck && options.showsCheckMarkers ? " [CHECK MODE]" : ""
    let name = heading.name.trimmed
    banner(name.isEmpty ? "PLAY\(marker)" : "PLAY [\(name)]\(marker)")
  }

  @EngineActor func taskBanner(_ heading: TaskHeading) {
    let prefix = heading.kind == .handler ? "RUNNING HANDLER" : "TASK"
    let marker = heading.isCheck && options.showsCheckMarkers ? " [CHECK MODE]" : ""
    let arguments = options.showsArguments ? heading.arguments.map { " " + $0 } ?? "" : ""
    banner("\(prefix) [\(heading.name.trimmed)\(arguments)]\(marker)")
    if options.verbosity >= 2 { line("task path: \(heading.path)", .debug) }
    lastBanner = heading.id
  }

  @EngineActor func bannerIfNeeded(_ heading: TaskHeading) {
    if lastBanner != heading.id { taskBanner(heading) }
  }

  @EngineActor func banner(_ text: String) {
    output.banner(text)
  }

  func line(_ text: String, _ color: TextColor, toError: Bool = false) {
    let shown = color.paint(TerminalText.safe(text), enabled: output.usesColor)
    output.write(shown + (text.hasSuffix("\n") ? "" : "\n"), toError: toError)
  }

  /// Ansible prints each warning once a run, on standard error.
  @EngineActor func warning(_ text: String) {
    guard seenWarnings.insert(text).inserted else { return }
    line("[WARNING]: \(text)", .warning, toError: true)
  }

  @EngineActor func announce(_ outcome: TaskOutcome) {
    for text in outcome.warnings { warning(text) }
    if options.showsFaults, let fault = outcome.fault {
      line(FaultBlock.text(fault), .error, toError: options.showsFailuresOnStandardError)
    }
    if !outcome.diagnostics.isEmpty {
      output.write(DiagnosticRenderer(usesColor: output.usesColor).render(outcome.diagnostics), toError: true)
    }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[start...end])
  }
}
