import FleetCore
import FleetJinja

/// Finds the variables that a task reads and that nothing defines.
struct VariableCheck {
  let universe: VariableUniverse
  let visit: TaskVisit
  /// Definitions that were looked into, each once a check.
  let memory: Memory

  /// What was looked into already.
  final class Memory {
    var entries: Set<Span> = []
    /// The nearest names, by the name that is not defined.
    var suggestions: [String: [String]] = [:]
    /// Names that only an inventory could define, where none was given, with their first place.
    var missing: [(name: String, span: Span)] = []

    func miss(_ name: String, _ span: Span) {
      if !missing.contains(where: { $0.name == name }) { missing.append((name, span)) }
    }

    /// One warning for all of them: nothing is known to be wrong.
    var summary: Diagnostic? {
      guard let first = missing.first else { return nil }
      let names = missing.prefix(5).map { "`\($0.name)`" }.joined(separator: ", ")
      let rest = missing.count > 5 ? " and \(missing.count - 5) more" : ""
      return Diagnostic(
        .undefinedInTemplate, "nothing here defines \(names)\(rest)", at: first.span, severity: .warning,
        notes: ["an inventory may define them; none was given"], help: ["name the inventory with `-i`"])
    }
  }

  private var task: PlayTask { visit.task }

  func run(_ report: inout CheckReport) {
    let conditions = task.keywords.when
    // What the conditions so far mention.
    var guarded: Set<String> = []
    for (number, condition) in conditions.enumerated() {
      let before = guarded
      guarded.formUnion(condition.expression.mentionedNames)
      let isOwn = number >= conditions.count - task.ownKeywords.when.count
      guard isOwn || task.ownKeywords.when.isEmpty else { continue }
      check(
        condition.expression.reads, isSure: number == 0 && task.own.loop == nil, guarded: before, &report,
        isCondition: true)
      syntax(condition.expression.syntaxFaults, isSure: number == 0 && task.own.loop == nil, &report)
    }
    if let loop = task.own.loop {
      let isFirst = { if case .with(let name) = loop.kind { name == "first_found" } else { false } }()
      check(loop.value, isSure: conditions.isEmpty && !isFirst, guarded, &report, isLoop: true)
    }
    arguments(guarded, &report)
    if let template = task.ownKeywords.delegateTo?.template {
      check(.template(template), isSure: conditionsAllow, guarded, &report)
    }
    for values in task.ownKeywords.environment { check(values, isSure: false, guarded, &report) }
    for condition in task.own.until + (task.own.changedWhen ?? []) + (task.own.failedWhen ?? []) {
      check(condition.expression.reads, isSure: false, guarded: guarded, &report)
      syntax(condition.expression.syntaxFaults, isSure: false, &report)
    }
  }

  private func arguments(_ guarded: Set<String>, _ report: inout CheckReport) {
    let action = task.action
    let isSure = conditionsAllow
    for argument in action.arguments {
      if action.name == "debug", argument.key == "var" { continue }
      if action.name == "assert", argument.key == "that" {
        assertions(argument, guarded, &report)
        continue
      }
      check(argument.value, isSure: isSure, guarded, &report)
    }
    if let freeForm = action.freeForm { check(freeForm.value, isSure: isSure, guarded, &report) }
    if let template = action.argumentsTemplate { check(template.value, isSure: isSure, guarded, &report) }
  }

  private var conditionsAllow: Bool { task.keywords.when.isEmpty && task.own.loop == nil }

  /// `assert` evaluates its conditions itself, in order, until one fails.
  private func assertions(_ argument: TaskAction.Argument, _ guarded: Set<String>, _ report: inout CheckReport) {
    check(argument.value, isSure: false, guarded, &report)
    let texts: [String]
    switch argument.value {
    case .data(.string(let text)): texts = [text]
    case .data(.list(let items)): texts = items.compactMap(\.string)
    default: return
    }
    var guarded = guarded
    for text in texts {
      guard let expression = try? universe.world.engine.compileExpression(text, origin: nil) else { continue }
      for read in expression.reads where !guarded.contains(read.name) && !universe.isDefined(read.name, at: visit) {
        add(read.name, argument.valueSpan, isSure: false, note: "in `\(text)`", &report)
      }
      guarded.formUnion(expression.mentionedNames)
    }
  }

  private func check(
    _ value: TemplatedValue, isSure: Bool, _ guarded: Set<String>, _ report: inout CheckReport, isLoop: Bool = false
  ) {
    for template in value.templates {
      syntax(template.syntaxFaults, isSure: isSure, &report)
      check(template.reads, isSure: isSure, guarded: guarded, &report, isLoop: isLoop)
    }
  }

  /// A template that is not well formed fails when it is evaluated.
  private func syntax(_ faults: [Diagnostic], isSure: Bool, _ report: inout CheckReport) {
    for fault in faults {
      var finding = fault
      if !isSure { finding.severity = .warning }
      report.add(finding)
    }
  }

  /// Reports what is read and not defined. `isCondition`: the task is not passed over because of this very condition.
  func check(
    _ reads: [VariableRead], isSure: Bool, guarded: Set<String>, _ report: inout CheckReport, isLoop: Bool = false,
    isCondition: Bool = false
  ) {
    for read in reads where !guarded.contains(read.name) {
      if universe.isDefined(read.name, at: visit), !(isLoop && isOwnLoopName(read.name)) {
        followDefinitions(of: read.name, &report)
        continue
      }
      let outer = report.isDoubtful
      // A condition, and what is looped over, are evaluated before anything can pass the task over.
      if isCondition || isLoop, isCertainBut { report.isDoubtful = false }
      add(read.name, read.span, isSure: isSure && read.isSure, note: nil, &report)
      report.isDoubtful = outer
    }
  }

  /// The task would run for certain if it had no conditions and no loop of its own.
  private var isCertainBut: Bool {
    visit.isCertainAround && !task.isNeverTagged && !task.mayBeForgiven && !task.isHandler
  }

  private func isOwnLoopName(_ name: String) -> Bool {
    task.loopNames.contains(name) && !visit.loopNames.contains(name) && !universe.names.contains(name)
      && !task.vars.contains { $0[name] != nil }
  }

  private func add(
    _ name: String, _ place: Span?, isSure: Bool, note: String?, _ report: inout CheckReport
  ) {
    let span = place ?? task.span
    let isLater = universe.comesLater(name)
    var notes = note.map { [$0] } ?? []
    var isSure = isSure
    if !isLater {
      if !universe.world.isInventoryGiven, !isLocalPlay { return memory.miss(name, span) }
      if let reason = universe.openReason {
        notes.append("it may be defined all the same: \(reason)")
        isSure = false
      }
    }
    var help: [String] = []
    if !isLater {
      help = memory.suggestions[name] ?? Suggestion.help(for: name, in: universe.names(like: name))
      memory.suggestions[name] = help
      help.append("define it, or write `\(name) | default(…)`")
    }
    report.add(
      Diagnostic(
        .undefinedInTemplate, isLater ? "`\(name)` is used before a task defines it" : "undefined variable `\(name)`",
        at: span, label: isLater ? "defined later only" : "nothing defines it",
        severity: isSure ? .error : .warning, notes: notes, help: help))
  }

  /// Without an inventory only the control machine is there.
  private var isLocalPlay: Bool {
    !visit.play.settings.hosts.isEmpty
      && visit.play.settings.hosts.allSatisfy { ["localhost", "127.0.0.1"].contains($0.literal ?? "") }
  }

  /// Looks into the definitions of a variable that is read: they are evaluated then, too. Another definition may be the
  /// stronger one, so this only warns.
  private func followDefinitions(of name: String, _ report: inout CheckReport) {
    var rest = [name]
    var seen: Set<String> = [name]
    while let next = rest.popLast() {
      let local = task.vars.compactMap { $0[next] }.first
      for entry in local.map({ [$0] }) ?? universe.definitions[next] ?? [] {
        guard let place = entry.span, memory.entries.insert(place).inserted else { continue }
        for template in entry.value.templates {
          syntax(template.syntaxFaults, isSure: false, &report)
          for read in template.reads {
            if universe.isDefined(read.name, at: nil) || task.vars.contains(where: { $0[read.name] != nil }) {
              if seen.insert(read.name).inserted { rest.append(read.name) }
              continue
            }
            add(
              read.name, read.span, isSure: false, note: "`\(next)` is read by the task at \(task.span.description)",
              &report)
          }
        }
      }
    }
  }
}
