import FleetCore

/// The findings of a check, each once.
struct CheckReport {
  private(set) var findings: [Diagnostic] = []
  private var seen: Set<Diagnostic> = []
  let writesControlFiles: Bool

  init(writesControlFiles: Bool) { self.writesControlFiles = writesControlFiles }

  /// The task under check may never run, or may fail: its faults are warnings, so that no run is refused which
  /// ansible-core would carry out.
  var isDoubtful = false
  /// The task comes from a dynamic include, which ansible-core reads only when it is reached.
  var isDynamic = false

  mutating func add(_ found: Diagnostic) {
    var finding = found
    // A module that nobody knows is refused by ansible-core, too, wherever it stands in what is read before the run.
    let isRefused = finding.code == .unknownModule && !isDynamic
    if isDoubtful, !isRefused, finding.severity == .error { finding.severity = .warning }
    // The same fault may be met by a task that runs for certain and by one that does not.
    var other = finding
    other.severity = finding.severity == .error ? .warning : .error
    if let position = seen.contains(other) ? findings.firstIndex(of: other) : nil {
      if finding.severity == .error { findings[position] = finding }
      return
    }
    if seen.insert(finding).inserted { findings.append(finding) }
  }
}
