import FleetCore
import FleetJinja
import FleetYAML

/// What `import_playbook` hands to the plays of the other playbook.
struct PlaybookImport {
  var when: [Condition] = []
  var tags: [Keyword<String>] = []
  var vars: [VariableTable] = []
}

/// One load: collects all faults instead of stopping at the first, and remembers where it is.
final class LoadSession {
  let loader: PlaybookLoader
  /// The folder of the playbook that is being read.
  var directory: String
  var faults: [Diagnostic] = []
  var warnings: [Diagnostic] = []
  /// How often something was found, also what was known before: what is read without it can be used again.
  private(set) var findings = 0
  /// Variables of the play for names of imports, the strongest first, without the extra vars.
  var playTables: [VariableTable] = []
  /// Roles of `import_role`, known to the whole play, and all handlers that roles brought.
  var importedRoles: [Role] = []
  var roleHandlers: [PlayTask] = []
  /// What is being read, the outermost first, against circles.
  var openPlaybooks: [String] = []
  var openFiles: [String] = []
  var openRoles: [String] = []
  /// The task that is being read may be passed over, or may fail: a keyword of the wrong type waits for the run.
  var isForgiving = false
  /// The playbook says nothing on purpose: an empty list.
  var isEmptyAllowed = false

  init(loader: PlaybookLoader, directory: String) {
    self.loader = loader
    self.directory = directory
  }

  /// A session for a dynamic include during a run.
  convenience init(loader: PlaybookLoader, play: Play) {
    self.init(loader: loader, directory: play.directory)
    playTables = play.vars.map { [$0] } ?? []
  }

  var settings: LoaderSettings { loader.settings }
  var reader: DocumentReader { loader.reader }
  var engine: TemplateEngine { loader.reader.engine }

  func fault(
    _ code: DiagnosticCode, _ message: String, at span: Span?, label: String = "", notes: [String] = [],
    help: [String] = []
  ) {
    add([Diagnostic(code, message, at: span, label: label, notes: notes, help: help)])
  }

  func warn(_ code: DiagnosticCode, _ message: String, at span: Span?, help: [String] = []) {
    findings += 1
    let warning = Diagnostic(code, message, at: span, severity: .warning, help: help)
    if !warnings.contains(warning) { warnings.append(warning) }
  }

  /// Adds faults, each once: a file that is used twice is read twice.
  func add(_ diagnostics: [Diagnostic]) {
    findings += 1
    for diagnostic in diagnostics where !faults.contains(diagnostic) { faults.append(diagnostic) }
  }

  /// The value of `body`, its faults collected.
  func collecting<Result>(_ body: () throws(DiagnosticError) -> Result) -> Result? {
    do throws(DiagnosticError) {
      return try body()
    } catch {
      add(error.diagnostics)
      return nil
    }
  }

  /// The text of a name that must be known now: of an imported file, playbook or role.
  func importName(_ value: TemplatedValue, at span: Span, tables: [VariableTable], role: Role?) -> String? {
    if let literal = value.literal, let name = String.convert(literal), !name.isEmpty { return name }
    let scope = ImportScope(
      [settings.extraVars] + tables + playTables, playbookDirectory: directory, role: role)
    do throws(DiagnosticError) {
      guard let data = try engine.value(of: value, in: scope), let name = String.convert(data), !name.isEmpty else {
        fault(.importTemplate, "the name of an import must be a text", at: span)
        return nil
      }
      return name
    } catch {
      let reason = error.diagnostics.first?.message ?? "it could not be evaluated"
      fault(
        .importTemplate, "the name of an import must be known before the run: \(reason)", at: span,
        help: [
          "define the variable with `-e` or in the play's `vars`, or use `include_tasks` or `include_role` instead"
        ])
      return nil
    }
  }
}
