package import FleetCore
import FleetJinja
package import FleetModuleKit

/// Checks what can be known of a loaded playbook before the first connection: modules and their arguments, handlers,
/// files on the control machine, files and roles of dynamic includes whose names are known.
package struct StaticChecker {
  /// Modules and actions with their parameters, by short name.
  let specs: [String: ModuleSpec]
  /// Names without a spec that are known all the same: actions of the engine, modules of other platforms.
  let isKnown: @Sendable (String) -> Bool
  let loader: any IncludeLoading

  package init(
    specs: [String: ModuleSpec], isKnown: @escaping @Sendable (String) -> Bool, loader: any IncludeLoading
  ) {
    self.specs = specs
    self.isKnown = isKnown
    self.loader = loader
  }

  /// Every finding, errors and warnings, each once, in the order of the plays.
  package func check(_ playbook: Playbook) -> [Diagnostic] {
    var report = CheckReport(writesControlFiles: Self.writesControlFiles(playbook))
    for play in playbook.plays { PlayCheck(checker: self, play: play).run(&report) }
    return report.findings
  }

  /// Whether some task may create files on the control machine: then a file that is missing now may be there later.
  private static func writesControlFiles(_ playbook: Playbook) -> Bool {
    playbook.plays.contains { play in
      if play.keywords.connection?.literal == "local" { return true }
      if play.settings.hosts.contains(where: { ["localhost", "127.0.0.1"].contains($0.text) }) { return true }
      return play.allTasks.contains { task in
        task.keywords.delegateTo != nil || task.keywords.connection != nil || task.action.name == "fetch"
      }
    }
  }
}

/// The findings of a check, each once.
struct CheckReport {
  private(set) var findings: [Diagnostic] = []
  private var seen: Set<Diagnostic> = []
  let writesControlFiles: Bool

  init(writesControlFiles: Bool) { self.writesControlFiles = writesControlFiles }

  /// The task under check may never run, or may fail: its faults are warnings, so that no run is refused which
  /// ansible-core would carry out.
  var isDoubtful = false

  mutating func add(_ found: Diagnostic) {
    var finding = found
    // A module that nobody knows is refused by ansible-core, too, wherever it stands.
    if isDoubtful, finding.code != .unknownModule, finding.severity == .error { finding.severity = .warning }
    if seen.insert(finding).inserted { findings.append(finding) }
  }
}

extension Play {
  /// Every task of the play as loaded, handlers too; those of dynamic includes are not known yet.
  package var allTasks: [PlayTask] {
    Section.allCases.flatMap { nodes(of: $0).allTasks } + handlers
  }
}
