import FleetCore
import FleetInventory
import FleetPlaybook

/// What faults do that are found before any connection: `--static-check`, FLEET_STATIC_CHECK, `[fleet] static_check`.
enum StaticCheckMode: String, CaseIterable {
  /// They end the run, and nothing was touched.
  case error
  /// They are shown, and the run goes on as ansible-core's would.
  case warn
  case off

  /// `error` unless somebody says otherwise; `warn` under the names of Ansible's programs.
  static func chosen(_ options: ParsedOptions, _ session: CommandSession) throws(UsageFault) -> StaticCheckMode {
    let standard: StaticCheckMode = session.isAnsible ? .warn : .error
    guard let text = options.value("static-check") ?? session.settings.staticCheck else { return standard }
    guard let mode = StaticCheckMode(rawValue: text) else {
      let choices = allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw UsageFault(message: "argument --static-check: invalid choice: '\(text)' (choose from \(choices))")
    }
    return mode
  }
}

extension DiagnosticCode {
  /// Findings of this code do no harm to a run: `fleet check` tells them, a run does not.
  var isAdvice: Bool {
    [.unreachableTask, .unusedHandler, .unmatchedHosts, .missingModule].contains(self)
  }
}

extension Diagnostic {
  var asWarning: Diagnostic {
    var warning = self
    warning.severity = .warning
    return warning
  }
}

extension DiagnosticError {
  /// The playbook that was named on the command line is not there.
  var isMissingPlaybook: Bool { diagnostics.contains { $0.code == .playbookNotFound && $0.labels.isEmpty } }
}
