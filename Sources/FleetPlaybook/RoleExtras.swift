import FleetCore
import FleetJinja
import FleetSystem

/// The tasks that a role has beside those it says: the comparison of its variables with its argument spec before them,
/// and the mark of its end behind them.
struct RoleExtras {
  let role: Role
  let files: RoleFiles
  let session: LoadSession
  let context: TaskContext

  private var always: [Keyword<String>] { [Keyword(.literal("always"), span: span)] }
  private var span: Span {
    role.span ?? Span(file: SourceFile(path: role.path, text: ""), line: 1, column: 1, length: 1)
  }

  /// nil when the entry point has no spec.
  func validation(_ meta: RoleFiles.Meta, entry: String) -> PlayTask? {
    guard let spec = files.argumentSpecs(meta)?[entry]?.map, !spec.isEmpty else { return nil }
    var name = "Validating arguments against arg spec '\(entry)'"
    if let summary = spec["short_description"]?.string { name += " - \(summary)" }
    let about: ValueMap = [
      "type": "role", "name": .string(role.name), "argument_spec_name": .string(entry),
      "path": .string(FilePath.absolute(role.path)),
    ]
    let parameters = role.parameters.names.compactMap { name in
      role.parameters[name].map { (key: TemplatedValue.data(.string(name)), value: $0.value) }
    }
    let arguments: [(String, TemplatedValue)] = [
      ("argument_spec", .data(spec["options"] ?? .map([:]))), ("provided_arguments", .map(parameters)),
      ("validate_args_context", .data(.map(about))),
    ]
    let action = TaskAction(
      kind: .module, writtenName: "ansible.builtin.validate_argument_spec", name: "validate_argument_spec", span: span,
      arguments: arguments.map { TaskAction.Argument(key: $0.0, keySpan: span, value: $0.1, valueSpan: span) })
    var own = PlayTask.Own()
    own.name = Keyword(.literal(name), span: span)
    var keywords = TaskKeywords()
    keywords.tags = always
    return PlayTask(action: action, own: own, ownKeywords: keywords, context: place(context.keywords), span: span)
  }

  /// `meta: role_complete`, which runs whatever the conditions of the role.
  var end: PlayTask {
    let word = TaskAction.Argument(
      key: "_raw_params", keySpan: span, value: .data("role_complete"), valueSpan: span)
    let action = TaskAction(
      kind: .meta, writtenName: "meta", name: "meta", span: span, arguments: [], freeForm: word)
    var keywords = TaskKeywords()
    keywords.tags = always
    return PlayTask(
      action: action, own: PlayTask.Own(), ownKeywords: keywords, context: place(TaskKeywords()), span: span,
      isImplicit: true)
  }

  private func place(_ keywords: TaskKeywords) -> TaskContext {
    TaskContext(
      keywords: keywords, vars: context.vars, includeParameters: context.includeParameters, role: role,
      file: context.file, depth: context.depth)
  }
}
