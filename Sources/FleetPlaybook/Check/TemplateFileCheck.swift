import FleetCore
import FleetJinja

/// Reads the file of a `template` task: whether it is well formed, and the variables that it needs.
struct TemplateFileCheck {
  let universe: VariableUniverse
  let visit: TaskVisit
  let files: TemplateFiles
  let memory: VariableCheck.Memory

  private static let marks = [
    "variable_start_string", "variable_end_string", "block_start_string", "block_end_string", "comment_start_string",
    "comment_end_string",
  ]

  func run(_ report: inout CheckReport) {
    let task = visit.task
    guard task.action.name == "template", let source = task.action.argument("src")?.value,
      Self.marks.allSatisfy({ task.action.argument($0) == nil })
    else { return }
    let search = SearchPath(task: task, playbookDirectory: visit.play.directory)
    let isSure = source.isLiteral
    let guess = NameGuess(checker: universe.checker, visit: visit)
    let folders = search.folders.flatMap { [$0 + "/templates", $0] }
    for name in guess.names(source, in: folders) {
      guard let path = search.find(name, kind: "templates"), let reading = files.read(path, universe.world) else {
        continue
      }
      check(reading, isSure: isSure, &report)
    }
  }

  private func check(_ reading: TemplateFiles.Reading, isSure: Bool, _ report: inout CheckReport) {
    switch reading {
    case .faults(let faults):
      for fault in faults {
        var finding = fault
        if !isSure { finding.severity = .warning }
        report.add(finding)
      }
    case .template(let reads, let unknown):
      for function in unknown {
        var finding = function.diagnostic
        finding.severity = .warning
        report.add(finding)
      }
      let guarded = visit.task.keywords.when.reduce(into: TemplateFiles.names) {
        $0.formUnion($1.expression.mentionedNames)
      }
      VariableCheck(universe: universe, visit: visit, memory: memory)
        .check(reads, isSure: isSure, guarded: guarded, &report)
    }
  }
}
