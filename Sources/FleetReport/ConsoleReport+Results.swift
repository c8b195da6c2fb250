import FleetCore
import FleetEngine

/// The lines under a task's heading, and the recap.
extension ConsoleReport {
  private func label(_ outcome: TaskOutcome) -> String {
    guard let delegate = outcome.delegate, delegate.name != outcome.host else { return outcome.host }
    let address = delegate.address == delegate.name || delegate.address.isEmpty ? "" : "(\(delegate.address))"
    return "\(outcome.host) -> \(delegate.name)\(address)"
  }

  private func isVerbose(_ outcome: TaskOutcome, beyond level: Int = 0) -> Bool {
    options.verbosity > level || outcome.isAlwaysVerbose
  }

  private func dump(_ outcome: TaskOutcome) -> String {
    var result = outcome.result
    // The items of a loop had lines of their own.
    if outcome.isLoop { result.removeValue(forKey: "results") }
    if outcome.task.action.split(separator: ".").last == "debug" {
      result = ResultText.debugValues(result)
    }
    return resultText.dump(result, isAlwaysVerbose: outcome.isAlwaysVerbose)
  }

  private var resultText: ResultText {
    ResultText(
      verbosity: options.verbosity, format: ResultText.Format(rawValue: options.resultFormat) ?? .json,
      isPretty: options.isPretty)
  }

  @EngineActor func item(_ outcome: TaskOutcome) {
    if outcome.status == .skipped, !options.showsSkippedHosts { return }
    if outcome.status == .ok, !options.showsOKHosts { return }
    bannerIfNeeded(outcome.task)
    announce(outcome)
    let item = "(item=\(outcome.itemLabel ?? ""))"
    switch outcome.status {
    case .failed, .unreachable:
      let text = "failed: [\(label(outcome))] \(item) => \(dump(outcome))"
      line(text, .error, toError: options.showsFailuresOnStandardError)
    case .skipped:
      line("skipping: [\(outcome.host)] => \(item) " + (isVerbose(outcome) ? " => \(dump(outcome))" : ""), .skipped)
    case .ok, .changed:
      let more = isVerbose(outcome) ? " => \(dump(outcome))" : ""
      line("\(outcome.status.rawValue): [\(label(outcome))] => \(item)\(more)", color(outcome.status))
    }
  }

  @EngineActor func retrying(_ outcome: TaskOutcome, _ left: Int) {
    let more = isVerbose(outcome, beyond: 2) ? "Result was: \(dump(outcome))" : ""
    let heading = "FAILED - RETRYING: [\(label(outcome))]: \(outcome.task.name) (\(left) retries left)."
    line(heading + more, .debug)
  }

  @EngineActor func task(_ outcome: TaskOutcome) {
    showDiff(outcome)
    switch outcome.status {
    case .failed: failed(outcome)
    case .unreachable:
      bannerIfNeeded(outcome.task)
      announce(outcome)
      line(
        "fatal: [\(label(outcome))]: UNREACHABLE! => \(dump(outcome))", .unreachable,
        toError: options.showsFailuresOnStandardError)
      if outcome.ignoresUnreachable { line("...ignoring", .skipped) }
    case .skipped:
      guard options.showsSkippedHosts else { return }
      bannerIfNeeded(outcome.task)
      announce(outcome)
      line("skipping: [\(outcome.host)]" + (isVerbose(outcome) ? " => \(dump(outcome))" : ""), .skipped)
    case .ok, .changed:
      if outcome.status == .ok, !options.showsOKHosts { return }
      bannerIfNeeded(outcome.task)
      announce(outcome)
      guard !outcome.isLoop else { return }
      let more = isVerbose(outcome) ? " => \(dump(outcome))" : ""
      line("\(outcome.status.rawValue): [\(label(outcome))]\(more)", color(outcome.status))
    }
  }

  @EngineActor private func failed(_ outcome: TaskOutcome) {
    bannerIfNeeded(outcome.task)
    announce(outcome)
    // Of `debug` Ansible keeps the message alone, so that its loops end with a line of their own.
    let isDebug = outcome.task.action.split(separator: ".").last == "debug"
    if !outcome.isLoop || isDebug && outcome.result["msg"] != nil {
      if options.verbosity < 2, options.showsTaskPathOnFailure { line("task path: \(outcome.task.path)", .debug) }
      line(
        "fatal: [\(label(outcome))]: FAILED! => \(dump(outcome))", .error,
        toError: options.showsFailuresOnStandardError)
    }
    if outcome.ignoresErrors { line("...ignoring", .skipped) }
  }

  @EngineActor private func showDiff(_ outcome: TaskOutcome) {
    // Only tasks that want a diff (`--diff`, `diff: true`) have one.
    guard !outcome.diffs.isEmpty else { return }
    let text = DiffText(context: options.diffContext, usesColor: output.usesColor).text(outcome.diffs)
    guard !text.isEmpty else { return }
    bannerIfNeeded(outcome.task)
    output.write((output.usesColor ? text : TerminalText.safe(text)) + "\n")
  }

  private func color(_ status: TaskStatus) -> TextColor {
    switch status {
    case .ok: .ok
    case .changed: .changed
    case .failed: .error
    case .unreachable: .unreachable
    case .skipped: .skipped
    }
  }

  @EngineActor func recap(_ statistics: RunStatistics) {
    banner("PLAY RECAP")
    for host in statistics.hosts.keys.sorted(by: JSONWriter.codePointOrder) {
      guard let counts = statistics.hosts[host] else { continue }
      let parts = [
        count("ok", counts.ok, .ok), count("changed", counts.changed, .changed),
        count("unreachable", counts.unreachable, .unreachable), count("failed", counts.failed, .error),
        count("skipped", counts.skipped, .skipped), count("rescued", counts.rescued, .ok),
        count("ignored", counts.ignored, .warning),
      ]
      output.write("\(hostName(host, counts)) : \(parts.joined(separator: " "))\n")
    }
    output.write("\n")
    if options.showsCustomStatistics, !statistics.custom.isEmpty { custom(statistics.custom) }
    if run?.isCheck == true, options.showsCheckMarkers { banner("DRY RUN") }
  }

  /// What `set_stats` gathered: by host, then for the whole run.
  @EngineActor private func custom(_ values: [String: ValueMap]) {
    banner("CUSTOM STATS: ")
    let resultText = self.resultText
    let text = { (map: ValueMap) in resultText.dump(map, indent: 1).replacing("\n", with: "") }
    for host in values.keys.sorted(by: JSONWriter.codePointOrder) where host != RunStatistics.wholeRun {
      output.write("\t\(host): \(text(values[host] ?? [:]))\n")
    }
    if let whole = values[RunStatistics.wholeRun] { output.write("\n\tRUN: \(text(whole))\n") }
    output.write("\n")
  }

  private func count(_ name: String, _ number: Int, _ color: TextColor) -> String {
    let text = "\(name)=\(pad(String(number), to: 4))"
    return number == 0 ? text : color.paint(text, enabled: output.usesColor)
  }

  private func hostName(_ host: String, _ counts: RunStatistics.Counts) -> String {
    let color: TextColor =
      counts.failed > 0 || counts.unreachable > 0 ? .error : counts.changed > 0 ? .changed : .ok
    // The escape codes count in Ansible's padding: 26 columns and 11 invisible characters.
    return pad(color.paint(host, enabled: output.usesColor), to: output.usesColor ? 37 : 26)
  }

  private func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
  }
}
