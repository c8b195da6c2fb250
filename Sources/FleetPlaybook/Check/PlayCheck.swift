import FleetCore
import FleetInventory
import FleetJinja
import FleetModuleKit
import FleetSystem

/// The check of one play: its hosts, its tasks, those of includes that can be followed, its handlers.
final class PlayCheck: TaskVisitor {
  private let checker: StaticChecker
  private let play: Play
  private let universe: VariableUniverse?
  private let files: TemplateFiles
  private(set) var report: CheckReport
  private let memory = VariableCheck.Memory()
  private var notifications: [Notification] = []
  private var hasTemplatedNotification = false
  private var unreached = false
  /// A role or a file of the playbook was not found.
  var isPartial = false
  /// A task of this play or one before it adds hosts or groups: what the inventory lacks may be there by then.
  var inventoryMayGrow = false
  /// No host is chosen by the play's pattern: nothing of it runs.
  private var isIdle = false

  private struct Notification {
    let name: String
    let span: Span
    let isDoubtful: Bool
    let isDynamic: Bool
  }

  init(
    checker: StaticChecker, play: Play, universe: VariableUniverse?, files: TemplateFiles, report: CheckReport
  ) {
    self.checker = checker
    self.play = play
    self.universe = universe
    self.files = files
    self.report = report
  }

  /// Checks the play; the position behind its last task comes back.
  func run(from position: Int) -> Int {
    checkHosts()
    checkVariableFiles()
    var walk = TaskWalk(checker, play, self, from: position)
    walk.run()
    report.isDoubtful = isIdle
    report.isDynamic = false
    checkHandlers(walk)
    if let summary = memory.summary { report.add(summary) }
    return walk.position
  }

  func enter(_ role: Role) {}

  func lose(_ visit: TaskVisit) {}

  func miss(_ faults: [Diagnostic], _ visit: TaskVisit) {
    // A condition may keep the run from ever reaching it.
    report.isDoubtful = isIdle || visit.isDoubtful
    report.isDynamic = true
    for fault in faults { report.add(fault) }
  }

  func meet(_ visit: TaskVisit) {
    report.isDoubtful = isIdle || visit.isDoubtful
    report.isDynamic = visit.isDynamic
    let task = visit.task
    if task.mayGrowInventory { inventoryMayGrow = true }
    TaskCheck(checker: checker, play: play, task: task, files: files).run(&report)
    if let universe {
      VariableCheck(universe: universe, visit: visit, memory: memory).run(&report)
      TemplateFileCheck(universe: universe, visit: visit, files: files, memory: memory).run(&report)
    }
    checkReach(visit)
    for value in task.keywords.notify ?? [] { gather(value, of: task) }
  }

  // MARK: Reach

  private func checkReach(_ visit: TaskVisit) {
    if let end = visit.end {
      guard !unreached, !visit.task.isHandler, !visit.task.isImplicit else { return }
      unreached = true
      report.add(
        Diagnostic(
          .unreachableTask, "this task is never reached", at: visit.task.span, severity: .warning,
          notes: ["`\(end.action.name)` at \(end.span.description) ends the play for every host"]))
      return
    }
    for condition in visit.task.ownKeywords.when
    where ["false", "no", "False"].contains(condition.text.trimmedSpaces) {
      report.add(
        Diagnostic(
          .unreachableTask, "this task never runs: its condition is always false", at: condition.span,
          severity: .warning))
    }
  }

  // MARK: Hosts

  private func checkHosts() {
    guard let world = checker.world else { return }
    let patterns = play.settings.hosts.compactMap(\.literal)
    guard patterns.count == play.settings.hosts.count, !patterns.isEmpty else { return }
    let span = play.settings.hostsSpan ?? play.settings.hosts.first?.span ?? play.span
    do throws(DiagnosticError) {
      let match = try world.inventory.hosts(matching: HostPattern(patterns))
      isIdle = world.isRunning && match.hosts.isEmpty
      guard world.isInventoryGiven, !world.isRunning, !inventoryMayGrow else { return }
      let names = world.inventory.groupNames + world.inventory.hostNames
      for part in match.unmatched where !Self.isLocal(part) {
        report.add(
          Diagnostic(
            .unmatchedHosts, "the pattern `\(part)` matches no host or group of the inventory", at: span,
            severity: .warning, help: Suggestion.help(for: part, in: names)))
      }
    } catch {
      for fault in error.diagnostics {
        var finding = fault
        if finding.labels.isEmpty { finding.labels = [Diagnostic.Label(span)] }
        report.add(finding)
      }
    }
  }

  private static func isLocal(_ name: String) -> Bool { ["localhost", "127.0.0.1", "::1", "all"].contains(name) }

  /// `vars_files` whose names are written down: one of the candidates must be there (Ansible's `get_vars`).
  private func checkVariableFiles() {
    guard checker.world != nil else { return }
    let search = SearchPath(folders: [play.directory], base: play.directory)
    for entry in play.settings.varsFiles {
      let names = entry.candidates.compactMap(\.literal)
      guard names.count == entry.candidates.count, !names.isEmpty,
        names.allSatisfy({ search.find($0, kind: "vars") == nil })
      else { continue }
      let isSure = !isIdle && !report.writesControlFiles && names.allSatisfy { !FilePath.isAbsolute($0) }
      let candidates = names.flatMap { search.candidates($0, kind: "vars") }
      report.add(
        Diagnostic(
          .fileNotFound, "the variables file `\(names[0])` does not exist", at: entry.span,
          severity: isSure ? .error : .warning,
          notes: ["looked for \(candidates.map { "`\($0)`" }.joined(separator: ", "))"],
          help: Suggestion.help(
            for: FilePath.name(of: names[0]),
            in: candidates.flatMap { FolderListing.names(in: FilePath.folder(of: $0)) })))
    }
  }

  // MARK: Handlers

  private func gather(_ value: TemplatedValue, of task: PlayTask) {
    switch value {
    case .data(.string(let name)): notify(name, task)
    case .data(.list(let items)): for name in items.compactMap(\.string) { notify(name, task) }
    case .list(let items): for item in items { gather(item, of: task) }
    default: hasTemplatedNotification = true
    }
  }

  /// Modules that report no change.
  private static let unchanging: Set<String> = [
    "assert", "async_status", "debug", "fail", "find", "include_vars", "package_facts", "pause", "ping",
    "service_facts", "set_fact", "set_stats", "setup", "slurp", "stat", "wait_for", "wait_for_connection",
  ]

  private func notify(_ name: String, _ task: PlayTask) {
    // What never changes anything notifies nobody.
    let isConstant = Self.unchanging.contains(task.action.name) && task.own.changedWhen == nil
    let neverChanges =
      isConstant || (task.own.changedWhen?.contains { ["false", "no", "False"].contains($0.text) } ?? false)
    notifications.append(
      Notification(
        name: name, span: task.span, isDoubtful: report.isDoubtful || neverChanges, isDynamic: report.isDynamic))
  }

  private func checkHandlers(_ walk: TaskWalk) {
    var names: Set<String> = []
    var hasTemplatedName = false
    for handler in walk.handlers {
      names.formUnion(handler.own.listen)
      guard let name = handler.name else { continue }
      guard let literal = name.literal else {
        hasTemplatedName = true
        continue
      }
      names.formUnion(handler.names(literal))
    }
    if !walk.isIncomplete, !hasTemplatedName, !isPartial {
      for notification in notifications where !names.contains(notification.name) {
        report.isDoubtful = notification.isDoubtful
        report.add(
          Diagnostic(
            .unknownHandler, "no handler is called `\(notification.name)`", at: notification.span,
            label: "this task notifies it",
            notes: [
              "The requested handler '\(notification.name)' was not found in either the main handlers list nor in the "
                + "listening handlers list"
            ], help: Suggestion.help(for: notification.name, in: names.sorted())))
      }
    }
    guard !walk.isIncomplete, !hasTemplatedNotification else { return }
    let notified = Set(notifications.map(\.name))
    for handler in play.handlers where notified.isDisjoint(with: handler.own.listen) {
      guard handler.role == nil, let literal = handler.name?.literal, notified.isDisjoint(with: handler.names(literal))
      else { continue }
      report.add(
        Diagnostic(
          .unusedHandler, "the handler `\(literal)` is notified by no task", at: handler.span, severity: .warning,
          help: Suggestion.help(for: literal, in: notified.sorted().filter { !names.contains($0) })))
    }
  }
}

extension PlayTask {
  /// What a handler may be notified by, its topics aside.
  fileprivate func names(_ literal: String) -> Set<String> {
    guard let role else { return [literal] }
    return [literal, "\(role.fullName) : \(literal)", "\(role.name) : \(literal)"]
  }
}

extension TaskVisit {
  /// Nothing around the task makes it doubtful; its own keywords may.
  var isCertainAround: Bool { end == nil && !isAroundDoubtful }
}

extension PlayTask {
  /// Whether it adds hosts or groups to the inventory of the run.
  fileprivate var mayGrowInventory: Bool {
    switch action.name {
    case "group_by", "add_host": true
    case "meta": action.freeForm?.value.literal?.string?.trimmedSpaces == "refresh_inventory"
    default: false
    }
  }
}
