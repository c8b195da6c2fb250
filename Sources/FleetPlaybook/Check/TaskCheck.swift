import FleetCore
import FleetJinja
import FleetModuleKit
import FleetSystem

/// The check of one task.
struct TaskCheck {
  let checker: StaticChecker
  let play: Play
  let task: PlayTask
  let files: TemplateFiles

  func run(_ report: inout CheckReport) {
    if task.isImplicit { return }
    let action = task.action
    switch action.kind {
    case .includeTasks:
      arguments(allowed: ["file", "apply"], &report)
      if action.freeForm == nil, action.argument("file") == nil, action.argumentsTemplate == nil {
        missing("file", &report)
      }
    case .includeRole:
      arguments(allowed: LoadSession.roleArguments, &report)
      if action.argument("name") == nil, action.argument("role") == nil, action.argumentsTemplate == nil {
        missing("name", &report)
      }
    case .importTasks, .importRole: break
    case .meta: meta(&report)
    case .module, .includeVars: module(&report)
    }
    templates(&report)
    controlFile(&report)
  }

  private func missing(_ parameter: String, _ report: inout CheckReport) {
    report.add(
      Diagnostic(
        .missingParameter, "`\(task.action.name)` needs the parameter `\(parameter)`", at: task.action.span))
  }

  private func arguments(allowed: Set<String>, _ report: inout CheckReport) {
    for argument in task.action.arguments where !allowed.contains(argument.key) {
      report.add(
        Diagnostic(
          .unknownParameter, "unknown parameter `\(argument.key)` for module `\(task.action.name)`",
          at: argument.keySpan, label: "`\(task.action.name)` has no such parameter",
          help: Suggestion.help(for: argument.key, in: allowed)))
    }
  }

  private static let metaActions = [
    "noop", "flush_handlers", "refresh_inventory", "clear_facts", "clear_host_errors", "end_host", "end_play",
    "end_batch", "end_role", "reset_connection",
  ]

  private func meta(_ report: inout CheckReport) {
    guard let freeForm = task.action.freeForm else { return missing("free_form", &report) }
    guard let name = freeForm.value.literal?.string?.trimmedSpaces, !Self.metaActions.contains(name) else { return }
    report.add(
      Diagnostic(
        .parameterValue, "`meta` cannot do `\(name)`", at: freeForm.valueSpan,
        notes: ["it does \(Self.metaActions.map { "`\($0)`" }.joined(separator: ", "))"],
        help: Suggestion.help(for: name, in: Self.metaActions)))
  }

  /// Documented among Ansible's modules, but of playbooks only: as a task it fails.
  private static let playbookImport = "import_playbook"

  private func module(_ report: inout CheckReport) {
    let action = task.action
    guard action.nameTemplate == nil else { return }
    guard let spec = checker.specs[action.name] else {
      if action.name == Self.playbookImport {
        report.add(
          Diagnostic(
            .unknownKeyword, "`\(action.writtenName)` cannot stand in a task", at: action.span,
            label: "it stands beside plays", help: ["`import_tasks` brings in a file of tasks"]))
      } else if !checker.isKnown(action.name) {
        unknownModule(&report)
      } else if !checker.isCarriedOut(action.name) {
        notImplemented(&report)
      }
      return
    }
    // A default or a template may give what is missing here.
    let isComplete = action.argumentsTemplate == nil && !mayHaveDefaults
    var entries = action.arguments.map { WrittenValue.Entry(key: $0.key, value: $0.value.written) }
    if let freeForm = action.freeForm, !spec.takesFreeForm {
      report.add(
        Diagnostic(
          .unknownParameter, "module `\(spec.name)` takes no free text", at: freeForm.valueSpan,
          label: "no `name=value` here", help: ["write its arguments as a mapping, or as `name=value`"]))
    } else if let freeForm = action.freeForm {
      entries.append(WrittenValue.Entry(key: Parameters.freeFormName, value: freeForm.value.written))
    }
    for fault in spec.faults(in: entries) {
      if !isComplete, [.missing, .oneOf, .conditional, .together].contains(fault.kind) { continue }
      var finding = diagnostic(fault, spec)
      // These hand what they do not know to the module of the machine's own manager, which may know it.
      if fault.kind == .unknown, fault.help == nil, ["package", "service"].contains(spec.name) {
        finding.severity = .warning
      }
      report.add(finding)
    }
  }

  /// Whether `module_defaults` says something for this module, or may say it.
  private var mayHaveDefaults: Bool {
    func isMeant(_ key: Value?) -> Bool {
      guard let name = key?.string else { return true }
      return name.hasPrefix("group/") || name == task.action.writtenName || name.hasSuffix(task.action.name)
    }
    return task.keywords.moduleDefaults.contains { defaults in
      switch defaults {
      case .data(.map(let map)): map.keys.contains(where: isMeant)
      case .map(let entries): entries.contains { isMeant($0.key.literal) }
      default: true
      }
    }
  }

  private func diagnostic(_ fault: ParameterFault, _ spec: ModuleSpec) -> Diagnostic {
    let key = String(fault.parameter.prefix { $0 != "." && $0 != "[" })
    let names = [key] + (spec.parameters.first { $0.name == key }?.aliases ?? [])
    let argument =
      names.lazy.compactMap { task.action.argument($0) }.first
      ?? (key == Parameters.freeFormName ? task.action.freeForm : nil)
    let code: DiagnosticCode
    var span = argument?.keySpan ?? task.action.span
    var label = ""
    switch fault.kind {
    case .unknown:
      code = .unknownParameter
      label = "`\(spec.name)` has no such parameter"
    case .missing, .oneOf, .conditional:
      code = .missingParameter
      span = fault.kind == .missing && key != fault.parameter ? argument?.valueSpan ?? span : task.action.span
    case .type, .choice:
      code = .parameterValue
      span = argument?.valueSpan ?? span
    case .exclusive, .together: code = .parameterCombination
    }
    return Diagnostic(
      code, fault.message, at: span, label: label, help: fault.help.map { [$0] } ?? [])
  }

  private func notImplemented(_ report: inout CheckReport) {
    guard files.isNew(module: task.action.writtenName) else { return }
    report.add(
      Diagnostic(
        .missingModule, "the module `\(task.action.writtenName)` is not built in", at: task.action.span,
        severity: .warning, notes: ["a task with it fails when it is reached"]))
  }

  private func unknownModule(_ report: inout CheckReport) {
    let action = task.action
    if let file = ownModule() {
      report.add(
        Diagnostic(
          .unknownModule, "`\(action.writtenName)` is a module of its own, which cannot be run", at: action.span,
          severity: .warning, notes: ["it is the file `\(file)`; the task fails when it is reached"]))
      return
    }
    let keywords = KeywordTable.names(in: task.isHandler ? .handler : .task)
    var help: [String] = []
    if let keyword = Suggestion.nearest(to: action.name, in: keywords) {
      help = ["did you mean the keyword `\(keyword)`?"]
    } else {
      help = Suggestion.help(
        for: action.name, in: checker.specs.keys.sorted() + KnownModules.neighbors(of: action.name))
    }
    if KeywordTable.entries.contains(where: { $0.name == action.name }) {
      report.add(
        Diagnostic(
          .unknownKeyword, "`\(action.name)` cannot stand in a task", at: action.span,
          label: "this keyword belongs elsewhere"))
      return
    }
    // A collection of the keyword `collections` may have it.
    let isDoubtful = task.keywords.collections?.isEmpty == false
    report.add(
      Diagnostic(
        .unknownModule, "no module is called `\(action.writtenName)`", at: action.span, label: "unknown module",
        severity: isDoubtful ? .warning : .error,
        help: help))
  }

  /// A module or action file beside the playbook or in a role, where Ansible would find it.
  private func ownModule() -> String? {
    let name =
      FilePath.splitExtension(task.action.name).ext.isEmpty
      ? task.action.name : String(FilePath.splitExtension(task.action.name).ext.dropFirst())
    let owners = (task.role.map { [$0] + $0.parents } ?? []).map(\.path) + [play.directory]
    let folders = owners.flatMap { [FilePath.join($0, "library"), FilePath.join($0, "action_plugins")] }
    for folder in folders + (checker.world?.libraryFolders ?? []) {
      let names = FolderListing.names(in: folder)
      if let file = names.first(where: { FilePath.splitExtension($0).stem == name }) {
        return FilePath.join(folder, file)
      }
    }
    return nil
  }

  /// Filters and tests that nobody knows fail only where they are reached, so they are warnings.
  private func templates(_ report: inout CheckReport) {
    var unknown = task.action.arguments.flatMap(\.value.unknownFunctions)
    unknown += task.action.freeForm?.value.unknownFunctions ?? []
    unknown += task.own.loop?.value.unknownFunctions ?? []
    unknown += task.name?.template?.unknownFunctions ?? []
    let conditions =
      task.ownKeywords.when + task.own.until + (task.own.changedWhen ?? []) + (task.own.failedWhen ?? [])
    unknown += conditions.flatMap(\.expression.unknownFunctions)
    for function in unknown {
      var finding = function.diagnostic
      finding.severity = .warning
      report.add(finding)
    }
  }

  /// Files that the control side reads: an error when they are surely missing, a warning when a task may make them.
  private func controlFile(_ report: inout CheckReport) {
    let action = task.action
    let kind: String
    switch action.name {
    case "template": kind = "templates"
    case "copy", "unarchive", "script", "assemble": kind = "files"
    case "include_vars": kind = "vars"
    default: return
    }
    if let remote = action.argument("remote_src") {
      guard let literal = remote.value.literal, Bool.convert(literal) == false else { return }
    } else if action.name == "assemble" {
      return
    }
    let argument: TaskAction.Argument? =
      switch action.name {
      case "script": action.freeForm
      case "include_vars": action.freeForm ?? action.argument("file") ?? action.argument("dir")
      default: action.argument("src")
      }
    guard let argument, var name = argument.value.literal?.string, !name.isEmpty else { return }
    if action.name == "script" {
      guard let words = try? KeyValueText.split(name), let first = words.first else { return }
      name = KeyValueText.unquoted(first)
    }
    if action.name == "unarchive", name.contains("://") { return }
    let search = SearchPath(task: task, playbookDirectory: play.directory)
    guard search.find(name, kind: kind) == nil else { return }
    // An absolute path names this computer, which another one may be prepared for better.
    let isSure =
      !report.writesControlFiles && task.keywords.when.isEmpty && !task.isNeverTagged && !name.hasPrefix("/")
      && !name.hasPrefix("~")
    report.add(
      Diagnostic(
        .fileNotFound, "the file `\(name)` does not exist on the control machine", at: argument.valueSpan,
        severity: isSure ? .error : .warning,
        notes: ["looked for \(search.candidates(name, kind: kind).map { "`\($0)`" }.joined(separator: ", "))"],
        help: Suggestion.help(
          for: FilePath.name(of: name),
          in: search.candidates(name, kind: kind).flatMap { FolderListing.names(in: FilePath.folder(of: $0)) })))
  }
}

extension TemplatedValue {
  /// The value as the check of arguments sees it: what a template gives is not known yet.
  var written: WrittenValue {
    switch self {
    case .data(let data): .known(data)
    case .unsafe(let text): .known(.string(text))
    case .template, .vaulted: .notYetKnown
    case .list(let items): .list(items.map(\.written))
    case .map(let entries):
      if entries.allSatisfy(\.key.isLiteral) {
        .map(
          entries.map {
            WrittenValue.Entry(key: $0.key.literal.flatMap(String.convert) ?? "", value: $0.value.written)
          })
      } else {
        .notYetKnown
      }
    }
  }
}
