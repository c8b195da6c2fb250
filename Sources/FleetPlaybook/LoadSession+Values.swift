import FleetCore
import FleetJinja
import FleetVault
import FleetYAML

extension LoadSession {
  /// A keyword's scalar: a literal of its type, or a template. Nothing when the value is empty.
  func keyword<Literal: KeywordLiteral>(_ entry: YAMLNode.Entry, _ type: Literal.Type) -> Keyword<Literal>? {
    let node = entry.value
    guard !node.isNull else { return nil }
    guard let scalar = node.scalar else {
      wrongType(entry, expected: Literal.expectation)
      return nil
    }
    if node.tag == "!vault" {
      // Keywords decide how a task runs: they are opened at once.
      let opened = collecting({ () throws(DiagnosticError) in
        if case .vaulted(let text) = try reader.open(node) { Value.string(try text.plaintext()) } else { Value.null }
      })
      guard let opened else { return nil }
      return Literal.convert(opened).map { Keyword(.literal($0), span: node.span) }
    }
    if case .string(let text) = scalar.value, node.tag != "!unsafe", engine.options.mayTemplate(text) {
      guard let template = template(text, scalar.origin) else { return nil }
      if !template.isLiteral { return Keyword(.template(template), span: node.span) }
    }
    if let literal = Literal.convert(scalar.value) { return Keyword(.literal(literal), span: node.span) }
    // Ansible converts the values of keywords when it reaches the task.
    if isForgiving, let late = try? engine.compile(scalar.text, origin: scalar.origin) {
      warn(.keywordValue, "`\(entry.key.scalar?.text ?? "")` wants \(Literal.expectation)", at: node.span)
      return Keyword(.template(late), span: node.span)
    }
    wrongType(entry, expected: Literal.expectation)
    return nil
  }

  func template(_ text: String, _ origin: TextOrigin?) -> Template? {
    collecting { () throws(DiagnosticError) in try engine.compile(text, origin: origin) }
  }

  func templated(_ node: YAMLNode) -> TemplatedValue? {
    collecting { () throws(DiagnosticError) in try reader.value(of: node) }
  }

  func wrongType(_ entry: YAMLNode.Entry, expected: String, help: [String] = []) {
    let name = entry.key.scalar?.text ?? ""
    fault(
      .keywordValue, "`\(name)` wants \(expected)", at: entry.value.span,
      label: "this is \(entry.value.shape)", help: help)
  }

  /// The elements of a list, or the one value that stands for a list of one.
  func elements(_ node: YAMLNode) -> [YAMLNode] { node.isNull ? [] : node.sequence ?? [node] }

  /// Conditions: one, or a list that must hold together. Booleans and numbers count as their text.
  func conditions(_ entry: YAMLNode.Entry) -> [Condition] {
    elements(entry.value).compactMap { node in
      guard let scalar = node.scalar, !scalar.value.isNull else {
        wrongType(
          YAMLNode.Entry(key: entry.key, value: node), expected: "conditions: texts, or a list of them",
          help: node.mapping == nil ? [] : ["quote a condition that holds `: `, or that starts with `{`"])
        return nil
      }
      let text =
        switch scalar.value {
        case .bool(let flag): flag ? "True" : "False"
        default: scalar.text
        }
      let expression = collecting { () throws(DiagnosticError) in
        if node.tag == "!unsafe" { return engine.untrustedExpression(text, origin: scalar.origin) }
        return try engine.compileExpression(text, origin: scalar.origin)
      }
      let written: Value = if case .bool = scalar.value { scalar.value } else { .string(text) }
      return expression.map { Condition(text: text, written: written, expression: $0, span: node.span) }
    }
  }

  /// Tags: a list, or one text with commas.
  func tags(_ entry: YAMLNode.Entry) -> [Keyword<String>] {
    if let text = entry.value.scalar?.value.string, !engine.options.mayTemplate(text) {
      return text.split(separator: ",").map { part in
        Keyword(.literal(String(part).trimmedSpaces), span: entry.value.span)
      }.filter { $0.literal != "" }
    }
    return strings(entry, expected: "tags: a list of words, or words with commas between them")
  }

  /// A list of texts, or one text.
  func strings(_ entry: YAMLNode.Entry, expected: String) -> [Keyword<String>] {
    if entry.value.mapping != nil {
      wrongType(entry, expected: expected)
      return []
    }
    return elements(entry.value).flatMap { node -> [Keyword<String>] in
      // `tags: [[a, b]]` comes from anchors that were put together.
      let inner = YAMLNode.Entry(key: entry.key, value: node)
      if node.sequence != nil { return strings(inner, expected: expected) }
      guard node.mapping == nil else {
        wrongType(inner, expected: expected)
        return []
      }
      return keyword(inner, String.self).map { [$0] } ?? []
    }
  }

  /// Values that may be lists of one: `notify`, `environment`, `module_defaults`, `serial`.
  func templatedElements(_ entry: YAMLNode.Entry) -> [TemplatedValue] {
    elements(entry.value).compactMap(templated)
  }

  /// `environment` and `module_defaults`: mappings, or templates that give them.
  func mappings(_ entry: YAMLNode.Entry) -> [TemplatedValue] {
    elements(entry.value).compactMap { node in
      if node.mapping == nil {
        guard let text = node.scalar?.value.string, engine.options.mayTemplate(text) else {
          wrongType(YAMLNode.Entry(key: entry.key, value: node), expected: "a mapping")
          return nil
        }
      }
      return templated(node)
    }
  }

  /// `module_defaults`: a group that nobody declares is refused, as Ansible does; of a collection that is not there
  /// nothing is known.
  private func moduleDefaults(_ entry: YAMLNode.Entry) -> [TemplatedValue] {
    for key in elements(entry.value).flatMap({ $0.mapping ?? [] }).map(\.key) {
      guard let text = key.scalar?.text, text.hasPrefix("group/") else { continue }
      let name = String(text.dropFirst(6))
      guard loader.actionGroups.actions(of: name, beside: directory) == nil else { continue }
      let message = "could not resolve the module_defaults group `\(name)`"
      if loader.actionGroups.hasCollection(of: name, beside: directory) {
        fault(.keywordValue, message, at: key.span, label: "no such group of modules")
      } else {
        warn(.keywordValue, message + ": its collection was not found", at: key.span)
      }
    }
    return mappings(entry)
  }

  /// `vars:`.
  func vars(_ entry: YAMLNode.Entry) -> VariableTable? {
    if let list = entry.value.sequence {
      // Old: a list of mappings.
      let entries = list.flatMap { $0.mapping ?? [] }
      if list.allSatisfy({ $0.mapping != nil }) {
        let whole = YAMLNode(.mapping(entries), span: entry.value.span)
        return collecting { () throws(DiagnosticError) in
          try reader.table(of: whole, source: "vars", checksNames: true)
        }
      }
    }
    return collecting { () throws(DiagnosticError) in
      try reader.table(of: entry.value, source: "vars", checksNames: true)
    }
  }

  /// One keyword that is handed down; false when the name is another one.
  func inherited(_ entry: YAMLNode.Entry, into keywords: inout TaskKeywords) -> Bool {
    switch entry.key.scalar?.text {
    case "connection": keywords.connection = keyword(entry, String.self)
    case "port": keywords.port = keyword(entry, Int.self)
    case "remote_user": keywords.remoteUser = keyword(entry, String.self)
    case "become": keywords.become = keyword(entry, Bool.self)
    case "become_user": keywords.becomeUser = keyword(entry, String.self)
    case "become_method": keywords.becomeMethod = keyword(entry, String.self)
    case "become_flags": keywords.becomeFlags = keyword(entry, String.self)
    case "become_exe": keywords.becomeExe = keyword(entry, String.self)
    case "no_log": keywords.noLog = keyword(entry, Bool.self)
    case "run_once": keywords.runOnce = keyword(entry, Bool.self)
    case "ignore_errors": keywords.ignoreErrors = keyword(entry, Bool.self)
    case "ignore_unreachable": keywords.ignoreUnreachable = keyword(entry, Bool.self)
    case "check_mode": keywords.checkMode = keyword(entry, Bool.self)
    case "diff": keywords.diff = keyword(entry, Bool.self)
    case "any_errors_fatal": keywords.anyErrorsFatal = keyword(entry, Bool.self)
    case "throttle": keywords.throttle = keyword(entry, Int.self)
    case "timeout": keywords.timeout = keyword(entry, Int.self)
    case "debugger": keywords.debugger = keyword(entry, String.self)
    case "delegate_to": keywords.delegateTo = keyword(entry, String.self)
    case "delegate_facts": keywords.delegateFacts = keyword(entry, Bool.self)
    case "notify": keywords.notify = templatedElements(entry)
    case "collections": keywords.collections = strings(entry, expected: "a list of names").compactMap(\.literal)
    case "tags": keywords.tags = tags(entry)
    case "when": keywords.when = conditions(entry)
    case "environment": keywords.environment = mappings(entry)
    case "module_defaults": keywords.moduleDefaults = moduleDefaults(entry)
    default: return false
    }
    return true
  }
}
