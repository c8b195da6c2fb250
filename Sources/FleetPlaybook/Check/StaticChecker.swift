package import FleetCore
import FleetJinja
package import FleetModuleKit

/// Checks what can be known of a loaded playbook before the first connection: modules and their arguments, variables,
/// handlers, files on the control machine, dynamic includes as far as their names are known.
package struct StaticChecker {
  /// Modules and actions with their parameters, by short name.
  let specs: [String: ModuleSpec]
  /// Names without a spec that are known all the same: actions of the engine, modules of other platforms.
  let isKnown: @Sendable (String) -> Bool
  /// Whether a known name without a spec is carried out by the engine itself.
  let isCarriedOut: @Sendable (String) -> Bool
  let loader: any IncludeLoading
  /// Without it nothing is said about variables, templates and hosts.
  let world: CheckWorld?

  package init(
    specs: [String: ModuleSpec], isKnown: @escaping @Sendable (String) -> Bool,
    isCarriedOut: @escaping @Sendable (String) -> Bool = { _ in true }, loader: any IncludeLoading,
    world: CheckWorld? = nil
  ) {
    self.specs = specs
    self.isKnown = isKnown
    self.isCarriedOut = isCarriedOut
    self.loader = loader
    self.world = world
  }

  /// Every finding, errors and warnings, each once, in the order of the plays. `faults` are those of the loading: what
  /// could not be found may hold handlers and variables.
  package func check(_ playbook: Playbook, faults: [Diagnostic] = []) -> [Diagnostic] {
    let isPartial = faults.contains { [.roleNotFound, .includeNotFound, .playbookNotFound].contains($0.code) }
    var report = CheckReport(writesControlFiles: Self.writesControlFiles(playbook))
    let universe = world.map { VariableUniverse(checker: self, world: $0, playbook: playbook, isPartial: isPartial) }
    var position = 0
    let files = TemplateFiles()
    var mayGrow = false
    for play in playbook.plays {
      let check = PlayCheck(checker: self, play: play, universe: universe, files: files, report: report)
      check.isPartial = isPartial
      check.inventoryMayGrow = mayGrow
      position = check.run(from: position)
      report = check.report
      mayGrow = check.inventoryMayGrow
    }
    report.isDoubtful = true
    for fault in world?.engine.deferredFaults ?? [] { report.add(fault) }
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

extension Play {
  /// Every task of the play as loaded, handlers too; those of dynamic includes are not known yet.
  package var allTasks: [PlayTask] {
    Section.allCases.flatMap { nodes(of: $0).allTasks } + handlers
  }
}
