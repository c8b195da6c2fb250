import FleetCore
package import FleetEngine

/// One answer for each host, as `ansible` shows a single task (its callbacks `minimal` and `oneline`).
package final class MinimalReport: RunListener {
  private let output: TextOutput
  private let isOneLine: Bool
  /// Modules whose output is text rather than a result.
  private static let textModules: Set<String> = ["command", "shell", "raw", "script"]

  package init(output: TextOutput, isOneLine: Bool = false) {
    self.output = output
    self.isOneLine = isOneLine
  }

  @EngineActor package func receive(_ event: RunEvent) {
    switch event {
    case .taskFinished(let outcome): finished(outcome)
    case .warning(let text): output.write("[WARNING]: \(text)\n", toError: true)
    case .diagnostics(let diagnostics):
      output.write(DiagnosticRenderer(usesColor: output.usesColor).render(diagnostics), toError: true)
    default: break
    }
  }

  @EngineActor private func finished(_ outcome: TaskOutcome) {
    if !outcome.diagnostics.isEmpty {
      output.write(DiagnosticRenderer(usesColor: output.usesColor).render(outcome.diagnostics), toError: true)
    }
    let (word, style) =
      switch outcome.status {
      case .ok: ("SUCCESS", "0;32")
      case .changed: ("CHANGED", "0;33")
      case .failed: ("FAILED", "0;31")
      case .unreachable: ("UNREACHABLE!", "1;31")
      case .skipped: ("SKIPPED", "0;36")
      }
    let text = body(outcome, word)
    output.write((output.usesColor ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text) + "\n")
  }

  private func body(_ outcome: TaskOutcome, _ word: String) -> String {
    if outcome.status == .skipped { return "\(outcome.host) | SKIPPED" }
    let module = outcome.task.action.split(separator: ".").last.map(String.init) ?? outcome.task.action
    let isText = Self.textModules.contains(module) && outcome.status != .unreachable && outcome.result["rc"] != nil
    if isText {
      let parts = ["stdout", "stderr", "msg"].map { outcome.result[$0]?.string ?? "" }
      let status = outcome.result["rc"].map(JSONWriter.keyText) ?? "-1"
      if isOneLine {
        let shown = parts[0].split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
        return "\(outcome.host) | \(word) | rc=\(status) | (stdout) \(shown)"
          + (parts[1].isEmpty ? "" : " (stderr) \(parts[1].split(separator: "\n").joined(separator: "\\n"))")
      }
      return "\(outcome.host) | \(word) | rc=\(status) >>\n\(parts.joined())"
    }
    let mark = outcome.status == .failed ? "FAILED!" : word
    var text = ResultText(verbosity: 0).dump(outcome.result, isAlwaysVerbose: !isOneLine)
    if isOneLine { text = text.split(separator: "\n").joined() }
    return "\(outcome.host) | \(mark) => \(text)"
  }
}
