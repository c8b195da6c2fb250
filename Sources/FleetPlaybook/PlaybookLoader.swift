package import FleetCore
package import FleetJinja
import FleetSystem
import FleetYAML
import Synchronization

/// Loads playbooks, and what dynamic includes ask for during a run. All faults of a load are reported at once.
package final class PlaybookLoader: IncludeLoading {
  private enum Answer: Sendable {
    case tasks(IncludedTasks)
    case fault(DiagnosticError)
  }

  private struct Question: Hashable {
    let include: ObjectIdentifier
    let file: String
    let role: RoleSelection?
  }

  package let settings: LoaderSettings
  package let reader: DocumentReader
  let actionGroups: ActionGroups
  private let answers = Mutex<[Question: Answer]>([:])
  /// Tasks as they were read, and the variables of roles that are folders of files: both the same for every use.
  private let rawTasks = Mutex<[RawTask.Key: RawTask]>([:])
  private let mergedTables = Mutex<[String: VariableTable]>([:])

  package init(settings: LoaderSettings, reader: DocumentReader) {
    self.settings = settings
    self.reader = reader
    actionGroups = ActionGroups(settings: settings, reader: reader)
  }

  /// Loads a playbook: `path` as given, then under `playbooks/`. Throws all its faults at once.
  package func load(_ path: String) throws(DiagnosticError) -> Playbook {
    let (playbook, faults) = try read(path)
    guard faults.isEmpty else { throw DiagnosticError(faults) }
    return playbook
  }

  /// Loads a playbook and checks what can be known before the run. Throws everything that is wrong at once; the
  /// warnings of both are the playbook's.
  package func load(_ path: String, checkedBy checker: StaticChecker) throws(DiagnosticError) -> Playbook {
    let (playbook, findings) = try examine(path, checkedBy: checker)
    guard !findings.contains(where: { $0.severity == .error }) else { throw DiagnosticError(findings) }
    return playbook
  }

  /// What of a playbook could be loaded, and everything that was found, errors first. Throws when there is no such
  /// playbook.
  package func examine(
    _ path: String, checkedBy checker: StaticChecker
  ) throws(DiagnosticError) -> (playbook: Playbook, findings: [Diagnostic]) {
    let (playbook, faults) = try read(path)
    let findings = checker.check(playbook, faults: faults)
    let errors = faults + findings.filter { $0.severity == .error && !faults.contains($0) }
    let warnings = playbook.warnings + findings.filter { $0.severity != .error }
    return (Playbook(path: playbook.path, plays: playbook.plays, warnings: warnings), errors + warnings)
  }

  /// Loads a playbook that no file holds; it counts as one in the current folder.
  package func load(_ file: SourceFile) throws(DiagnosticError) -> Playbook {
    try reader.provide(file)
    let (playbook, faults) = try readFound(file.path)
    guard faults.isEmpty else { throw DiagnosticError(faults) }
    return playbook
  }

  /// What of a playbook could be loaded, and its faults.
  private func read(_ path: String) throws(DiagnosticError) -> (Playbook, [Diagnostic]) {
    guard let found = Self.find(path) else {
      let names = FolderListing.names(in: "playbooks").filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }
      throw DiagnosticError(
        .playbookNotFound, "the playbook `\(path)` does not exist",
        notes: FilePath.isAbsolute(path) ? [] : ["looked for `\(path)` and `playbooks/\(path)`"],
        help: Suggestion.help(for: FilePath.name(of: path), in: names))
    }
    return try readFound(found)
  }

  private func readFound(_ found: String) throws(DiagnosticError) -> (Playbook, [Diagnostic]) {
    let session = LoadSession(loader: self, directory: FilePath.folder(of: found))
    let plays = session.playbook(found, importContext: PlaybookImport())
    session.warnings += reader.takeWarnings()
    if plays.isEmpty, session.faults.isEmpty, !session.isEmptyAllowed {
      session.fault(.emptyPlaybook, "the playbook `\(found)` has no plays", at: nil)
    }
    return (Playbook(path: found, plays: plays, warnings: session.warnings), session.faults)
  }

  /// The file of a playbook's name: as given, then under `playbooks/`.
  package static func find(_ path: String) -> String? {
    let path = FilePath.expandingHome(path)
    if FileSystem.isRegular(path) { return path }
    guard !FilePath.isAbsolute(path) else { return nil }
    for name in [path, path + ".yml", path + ".yaml"] {
      let candidate = "playbooks/" + name
      if FileSystem.isRegular(candidate) { return candidate }
    }
    return nil
  }

  package func loadTasks(
    file: String, for include: PlayTask, in play: Play
  ) throws(DiagnosticError) -> IncludedTasks {
    try answer(Question(include: ObjectIdentifier(include), file: file, role: nil)) { () throws(DiagnosticError) in
      let session = LoadSession(loader: self, play: play)
      let included = session.includedTasks(file: file, for: include)
      guard session.faults.isEmpty, let included else { throw DiagnosticError(session.faults) }
      return included
    }
  }

  package func loadRole(
    _ selection: RoleSelection, for include: PlayTask, in play: Play
  ) throws(DiagnosticError) -> IncludedTasks {
    try answer(Question(include: ObjectIdentifier(include), file: "", role: selection)) {
      () throws(DiagnosticError) in
      let session = LoadSession(loader: self, play: play)
      let included = session.includedRole(selection, for: include)
      guard session.faults.isEmpty, let included else { throw DiagnosticError(session.faults) }
      return included
    }
  }

  package func loadVariables(file: String) throws(DiagnosticError) -> VariableTable {
    try reader.variables(file: file)
  }

  package func actions(ofGroup name: String, beside directory: String) -> Set<String>? {
    actionGroups.actions(of: name, beside: directory)
  }

  func rawTask(_ key: RawTask.Key) -> RawTask? { rawTasks.withLock { $0[key] } }

  func keep(_ task: RawTask, _ key: RawTask.Key) { rawTasks.withLock { $0[key] = task } }

  /// The variables of a folder's files put together, once.
  func merged(_ folder: String, _ tables: [VariableTable]) -> VariableTable {
    if let known = mergedTables.withLock({ $0[folder] }) { return known }
    let table = LoadSession.merged(tables)
    mergedTables.withLock { $0[folder] = table }
    return table
  }

  /// The same objects for the same question, so that all hosts walk the same tasks.
  private func answer(
    _ question: Question, _ load: () throws(DiagnosticError) -> IncludedTasks
  ) throws(DiagnosticError) -> IncludedTasks {
    switch answers.withLock({ $0[question] }) {
    case .tasks(let known): return known
    case .fault(let fault): throw fault
    case nil: break
    }
    var fresh: Answer
    do throws(DiagnosticError) {
      fresh = .tasks(try load())
    } catch {
      fresh = .fault(error)
    }
    // Whoever came first wins, so that everybody gets the same objects.
    let kept = answers.withLock { answers in
      if let known = answers[question] { return known }
      answers[question] = fresh
      return fresh
    }
    fresh = kept
    switch fresh {
    case .tasks(let tasks): return tasks
    case .fault(let fault): throw fault
    }
  }
}
