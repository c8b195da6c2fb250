import FleetCore
package import FleetEngine

/// One answer for each host, as `ansible` shows a single task: the callbacks `minimal` and `oneline`.
package final class MinimalReport: RunListener {
  private let output: TextOutput
  private let isOneLine: Bool
  private let options: ConsoleReport.Options
  @EngineActor private var seenWarnings: Set<String> = []
  /// Modules whose output is text rather than a result (`MODULE_NO_JSON`).
  private static let textModules: Set<String> = ["command", "win_command", "raw", "script", "shell", "win_shell"]

  package init(output: TextOutput, options: ConsoleReport.Options = .init(), isOneLine: Bool = false) {
    self.output = output
    self.options = options
    self.isOneLine = isOneLine
  }

  @EngineActor package func receive(_ event: RunEvent) {
    switch event {
    case .taskFinished(let outcome): finished(outcome)
    case .warning(let text): warn(text)
    case .diagnostics(let diagnostics):
      output.write(DiagnosticRenderer(usesColor: output.usesColor).render(diagnostics), toError: true)
    default: break
    }
  }

  @EngineActor private func warn(_ text: String) {
    guard seenWarnings.insert(text).inserted else { return }
    output.write(TextColor.warning.paint("[WARNING]: \(text)", enabled: output.usesColor) + "\n", toError: true)
  }

  @EngineActor private func finished(_ outcome: TaskOutcome) {
    if !isOneLine, !outcome.diffs.isEmpty {
      let text = DiffText(context: options.diffContext, usesColor: output.usesColor).text(outcome.diffs)
      if !text.isEmpty { output.write(text + "\n") }
    }
    if !isOneLine { for text in outcome.warnings { warn(text) } }
    if !outcome.diagnostics.isEmpty {
      output.write(DiagnosticRenderer(usesColor: output.usesColor).render(outcome.diagnostics), toError: true)
    }
    let color: TextColor =
      switch outcome.status {
      case .ok: .ok
      case .changed: .changed
      case .failed: .error
      case .unreachable: .unreachable
      case .skipped: .skipped
      }
    let text = TerminalText.safe(body(outcome))
    output.write(color.paint(text, enabled: output.usesColor) + (text.hasSuffix("\n") ? "" : "\n"))
  }

  private func body(_ outcome: TaskOutcome) -> String {
    let module = outcome.task.action.split(separator: ".").last.map(String.init) ?? outcome.task.action
    let isText = Self.textModules.contains(module)
    let host = outcome.host
    switch outcome.status {
    case .skipped: return "\(host) | SKIPPED"
    case .unreachable:
      guard isOneLine else { return "\(host) | UNREACHABLE! => \(dump(outcome.result))" }
      return "\(host) | UNREACHABLE!: \(outcome.result["msg"].map(JSONWriter.keyText) ?? "")"
    case .failed:
      if isText, !isOneLine { return commandText(outcome, "FAILED") }
      return "\(host) | FAILED! => \(dump(outcome.result))"
    case .ok, .changed:
      let word = outcome.status == .ok ? "SUCCESS" : "CHANGED"
      if isText, outcome.result["ansible_job_id"] == nil { return commandText(outcome, word) }
      let isDebug = module == "debug" && !isOneLine
      return "\(host) | \(word) => \(dump(isDebug ? ResultText.debugValues(outcome.result) : outcome.result))"
    }
  }

  private func dump(_ result: ValueMap) -> String {
    let text = ResultText(verbosity: options.verbosity).dump(result, indent: isOneLine ? 0 : 4)
    return isOneLine ? text.replacing("\n", with: "") : text
  }

  /// What a command wrote, below a line with its exit status.
  private func commandText(_ outcome: TaskOutcome, _ word: String) -> String {
    let parts = ["stdout", "stderr", "msg"].map { outcome.result[$0]?.string ?? "" }
    let heading = "\(outcome.host) | \(word) | rc=\(outcome.result["rc"].map(JSONWriter.keyText) ?? "-1")"
    guard isOneLine else { return "\(heading) >>\n\(parts.joined())\n" }
    let shown = parts.map { $0.replacing("\r", with: "\\r").replacing("\n", with: "\\n") }
    return "\(heading) | (stdout) \(shown[0])" + (shown[1].isEmpty ? "" : " (stderr) \(shown[1])")
  }
}
