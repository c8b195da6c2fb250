import FleetCore
import FleetJinja
import FleetYAML

/// The keys of a task that say what it does.
struct ActionParts: Sendable {
  var action: YAMLNode.Entry?
  var localAction: YAMLNode.Entry?
  var args: YAMLNode.Entry?
  /// Every key that is no keyword: the module, one of them.
  var modules: [YAMLNode.Entry] = []

  /// The node of an argument in the module's mapping, or in `args`.
  func argumentNode(_ key: String) -> YAMLNode? {
    modules.first?.value[key] ?? args?.value[key] ?? action?.value[key]
  }
}

extension LoadSession {
  /// Modules whose text is one free argument, beside their own options (Ansible's `FREEFORM_ACTIONS`).
  static let freeFormCommands: Set<String> = ["command", "shell", "script", "raw", "win_command", "win_shell"]
  /// Modules that take a text where it is no `name=value` (Ansible's `RAW_PARAM_MODULES`).
  static let textModules: Set<String> = freeFormCommands.union([
    "include_vars", "include_tasks", "include_role", "import_tasks", "import_role", "add_host", "group_by", "set_fact",
    "meta", "include",
  ])

  /// Of these, those whose arguments may come out of one `{{ mapping }}`.
  static let namedModules: Set<String> = ["add_host", "group_by", "set_fact"]

  /// The action of a task in any of Ansible's forms; nil when there is none, which is reported.
  func action(_ parts: ActionParts, at span: Span) -> TaskAction? {
    var modules = parts.modules
    if modules.count > 1 || (modules.count == 1 && (parts.action ?? parts.localAction) != nil) {
      guard let rest = separated(modules, hasAction: (parts.action ?? parts.localAction) != nil) else { return nil }
      modules = rest
    }
    if let action = parts.action, let local = parts.localAction {
      fault(
        .conflictingActions, "a task cannot have `action` and `local_action`", at: local.key.span,
        notes: ["`action` is at \(action.key.span.description)"])
      return nil
    }
    if let entry = parts.action ?? parts.localAction { return oldAction(entry, args: parts.args) }
    guard let module = modules.first else {
      fault(
        .missingAction, "the task names no module", at: span, label: "only keywords here",
        help: ["add the module as a key, such as `command: …`"])
      return nil
    }
    let written = module.key.scalar?.text ?? ""
    var builder = ActionBuilder(written: written, span: module.key.span, settings: settings)
    add(args: parts.args, to: &builder)
    return newStyle(module.value, to: &builder) ? builder.action : nil
  }

  /// Tells a misspelt keyword from a second module, among several keys that are no keywords.
  private func separated(_ modules: [YAMLNode.Entry], hasAction: Bool) -> [YAMLNode.Entry]? {
    let known = modules.filter { entry in
      settings.isModule(settings.canonicalName(entry.key.scalar?.text ?? ""))
    }
    // Without a catalog, or when nothing is known: the first one is the module, the rest are misspelt keywords.
    let actions = known.isEmpty && !hasAction ? Array(modules.prefix(1)) : known
    for entry in modules {
      let name = entry.key.scalar?.text ?? ""
      if actions.contains(where: { $0.key.span == entry.key.span }) { continue }
      if name.contains("."), !hasAction || known.isEmpty {
        conflict(actions.first ?? entry, entry)
      } else {
        unknownKeyword(entry, in: [.task, .handler], of: "a task")
      }
    }
    if hasAction {
      for entry in known { conflict(entry, entry) }
      return []
    }
    for entry in actions.dropFirst() { conflict(actions[0], entry) }
    return Array(actions.prefix(1))
  }

  private func conflict(_ first: YAMLNode.Entry, _ second: YAMLNode.Entry) {
    let names = [first, second].map { "`\($0.key.scalar?.text ?? "")`" }
    fault(
      .conflictingActions,
      names[0] == names[1]
        ? "a task names a second module \(names[1])" : "a task names two modules: \(names[0]) and \(names[1])",
      at: second.key.span, label: "the second module", notes: ["the first is at \(first.key.span.description)"],
      help: ["make two tasks of it"])
  }

  /// `action: copy src=a dest=b`, `action: { module: copy, src: a }`, `local_action` likewise.
  private func oldAction(_ entry: YAMLNode.Entry, args: YAMLNode.Entry?) -> TaskAction? {
    if let mapping = entry.value.mapping {
      guard let module = mapping.first(where: { $0.key.scalar?.text == "module" }),
        let text = module.value.scalar?.text
      else {
        fault(.missingAction, "`\(entry.key.scalar?.text ?? "")` names no `module`", at: entry.value.span)
        return nil
      }
      let word = split(text, at: module.value.span)?.first?.trimmedSpaces ?? text
      var builder = ActionBuilder(written: word, span: module.value.span, settings: settings)
      if engine.options.mayTemplate(word) { builder.nameTemplate = template(word, module.value.scalar?.origin) }
      add(args: args, to: &builder)
      for argument in mapping where argument.key.scalar?.text != "module" {
        if argument.key.scalar?.text == "args" {
          add(args: argument, to: &builder)
        } else {
          self.argument(argument, to: &builder)
        }
      }
      let rest = String(text.dropFirst(word.count)).trimmedSpaces
      if !rest.isEmpty, let scalar = module.value.scalar { argumentText(rest, in: scalar, to: &builder) }
      return builder.action
    }
    guard let scalar = entry.value.scalar, case .string(let text) = scalar.value else {
      wrongType(entry, expected: "a module with its arguments as one text")
      return nil
    }
    guard let words = split(text, at: entry.value.span), let first = words.first else {
      fault(.missingAction, "the task names no module", at: entry.value.span)
      return nil
    }
    let word = first.trimmedSpaces
    var builder = ActionBuilder(
      written: word, span: scalar.origin.span(of: text, offset: 0, length: word.unicodeScalars.count),
      settings: settings)
    if engine.options.mayTemplate(word) {
      builder.nameTemplate = template(word, scalar.origin)
    }
    add(args: args, to: &builder)
    let rest = String(text.trimmedSpaces.dropFirst(word.count)).trimmedSpaces
    if !rest.isEmpty { argumentText(rest, in: scalar, to: &builder) }
    return builder.action
  }

  private func add(args: YAMLNode.Entry?, to builder: inout ActionBuilder) {
    guard let args, !args.value.isNull else { return }
    if let mapping = args.value.mapping {
      for entry in mapping { argument(entry, to: &builder) }
    } else if let text = args.value.scalar?.value.string, engine.options.mayTemplate(text) {
      guard let value = templated(args.value) else { return }
      builder.template = TaskAction.Argument(
        key: "args", keySpan: args.key.span, value: value, valueSpan: args.value.span)
    } else {
      wrongType(args, expected: "a mapping of arguments")
    }
  }

  private func argument(_ entry: YAMLNode.Entry, to builder: inout ActionBuilder) {
    let key = String.convert(entry.key.value) ?? entry.key.shape
    if key.hasPrefix("_ansible_") {
      fault(.unknownParameter, "`\(key)` is reserved and cannot be an argument", at: entry.key.span)
      return
    }
    // `apply` holds keywords: it is read as such.
    if key == "apply", builder.kind == .includeTasks || builder.kind == .includeRole { return }
    guard let value = templated(entry.value) else { return }
    if builder.name == "set_fact", engine.options.mayTemplate(key), let scalar = entry.key.scalar {
      templatedKey(template(key, scalar.origin), value, of: entry, to: &builder)
      return
    }
    let argument = TaskAction.Argument(
      key: key, keySpan: entry.key.span, value: value, valueSpan: entry.value.span)
    if key == "_raw_params" || (key == "free_form" && Self.freeFormCommands.contains(builder.name)) {
      builder.freeForm = argument
    } else {
      builder.set(argument)
    }
  }

  /// `"{{ name }}": value` of `set_fact`, the one action that templates its own keys.
  private func templatedKey(
    _ key: Template?, _ value: TemplatedValue, of entry: YAMLNode.Entry, to builder: inout ActionBuilder
  ) {
    guard let key else { return }
    var entries: [(key: TemplatedValue, value: TemplatedValue)] = []
    if case .map(let known)? = builder.template?.value { entries = known }
    entries.append((.template(key), value))
    builder.template = TaskAction.Argument(
      key: "args", keySpan: entry.key.span, value: .map(entries), valueSpan: entry.value.span)
  }

  /// `module: …` with a mapping, a text, or nothing; false when it is something else, which is reported.
  private func newStyle(_ node: YAMLNode, to builder: inout ActionBuilder) -> Bool {
    switch node.kind {
    case .mapping(let entries): for entry in entries { argument(entry, to: &builder) }
    case .sequence:
      fault(
        .keywordValue, "the arguments of `\(builder.written)` must be a mapping or a text", at: node.span,
        label: "this is \(node.shape)")
      return false
    case .scalar(let scalar):
      switch scalar.value {
      case .null: break
      case .string(let text):
        if node.tag == "!vault" || node.tag == "!unsafe" {
          guard let value = templated(node) else { return false }
          builder.freeForm = TaskAction.Argument(
            key: "_raw_params", keySpan: builder.span, value: value, valueSpan: node.span)
        } else {
          argumentText(text, in: scalar, to: &builder)
        }
      default:
        guard Self.textModules.contains(builder.name) else {
          fault(
            .keywordValue, "the arguments of `\(builder.written)` must be a mapping or a text", at: node.span,
            label: "this is \(node.shape)")
          return false
        }
        argumentText(scalar.text, in: scalar, to: &builder)
      }
    }
    return true
  }

  private func split(_ text: String, at span: Span) -> [String]? {
    do throws(KeyValueText.Unbalanced) {
      return try KeyValueText.split(text)
    } catch {
      unbalanced(at: span)
      return nil
    }
  }

  private func unbalanced(at span: Span) {
    fault(
      .freeFormSyntax, "a quote or a template is not closed in the arguments", at: span,
      help: ["write the arguments as a mapping, or with `args:` and `cmd:`"])
  }

  /// `src=a dest="b c"`, or a command.
  private func argumentText(_ text: String, in scalar: YAMLScalar, to builder: inout ActionBuilder) {
    let isFreeForm = Self.freeFormCommands.contains(builder.name)
    let parsed: KeyValueText.Parsed
    do throws(KeyValueText.Unbalanced) {
      parsed = try KeyValueText.parse(text, isFreeForm: isFreeForm)
    } catch {
      unbalanced(at: scalar.origin.span)
      return
    }
    for (key, value) in parsed.pairs {
      let keyOrigin = origin(of: key + "=", in: scalar)
      let valueOrigin = value.isEmpty ? keyOrigin : origin(of: value, in: scalar)
      guard
        let compiled = collecting({ () throws(DiagnosticError) in
          try TemplatedValue.compile(.string(value), origin: valueOrigin, with: engine)
        })
      else { continue }
      let keySpan = Span(
        file: keyOrigin.span.file, line: keyOrigin.span.line, column: keyOrigin.span.column,
        length: key.unicodeScalars.count)
      builder.set(
        TaskAction.Argument(key: key, keySpan: keySpan, value: compiled, valueSpan: valueOrigin.span))
    }
    guard let freeForm = parsed.freeForm else { return }
    let place = freeForm == scalar.text ? scalar.origin : origin(of: freeForm, in: scalar)
    guard
      let compiled = collecting({ () throws(DiagnosticError) in
        try TemplatedValue.compile(.string(freeForm), origin: place, with: engine)
      })
    else { return }
    let argument = TaskAction.Argument(
      key: "_raw_params", keySpan: builder.span, value: compiled, valueSpan: scalar.origin.span)
    if case .template = compiled, !Self.textModules.contains(builder.name) || Self.namedModules.contains(builder.name),
      freeForm.trimmedSpaces.hasPrefix("{{")
    {
      builder.template = argument
    } else {
      builder.freeForm = argument
    }
  }

  /// The place of a part of a scalar's text.
  private func origin(of part: String, in scalar: YAMLScalar) -> TextOrigin {
    guard let range = scalar.text.firstSubstring(part) else { return scalar.origin }
    let offset = scalar.text[..<range.lowerBound].unicodeScalars.count
    let first = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
    let span = scalar.origin.span(of: scalar.text, offset: offset, length: max(1, first.unicodeScalars.count))
    return TextOrigin(span: span, style: .verbatim)
  }
}

/// Gathers the parts of an action; a later argument of the same name replaces an earlier one.
struct ActionBuilder {
  let written: String
  let name: String
  let kind: TaskAction.Kind
  let span: Span
  var nameTemplate: Template?
  var template: TaskAction.Argument?
  var freeForm: TaskAction.Argument?
  private var arguments: [TaskAction.Argument] = []

  init(written: String, span: Span, settings: LoaderSettings) {
    self.written = written
    self.span = span
    let canonical = settings.canonicalName(written)
    // `include` is the old name of `include_tasks`.
    name = canonical == "include" ? "include_tasks" : canonical
    kind =
      switch name {
      case "include_tasks": .includeTasks
      case "include_role": .includeRole
      case "include_vars": .includeVars
      case "import_tasks": .importTasks
      case "import_role": .importRole
      case "meta": .meta
      default: .module
      }
  }

  mutating func set(_ argument: TaskAction.Argument) {
    arguments.removeAll { $0.key == argument.key }
    arguments.append(argument)
  }

  var action: TaskAction {
    TaskAction(
      kind: kind, writtenName: written, name: nameTemplate == nil ? name : "", nameTemplate: nameTemplate, span: span,
      arguments: arguments, freeForm: freeForm, argumentsTemplate: template)
  }
}
