import FleetCore
import FleetJinja
import FleetYAML

extension LoadSession {
  func playKeyword(_ entry: YAMLNode.Entry, _ key: String, into settings: inout Play.Settings) {
    guard KeywordTable.isKeyword(key, in: .play) else {
      switch key {
      case "user": settings.keywords.remoteUser = keyword(entry, String.self)
      case "accelerate", "su", "sudo", "sudo_user":
        fault(
          .unknownKeyword, "`\(key)` is no longer a keyword", at: entry.key.span,
          help: ["use `become` and `become_user`"])
      default: unknownKeyword(entry, in: .play, of: "a play")
      }
      return
    }
    switch key {
    case "name": settings.name = keyword(entry, String.self)
    case "hosts": settings.hosts = strings(entry, expected: "a pattern of hosts, or a list of them")
    case "vars": settings.vars = vars(entry)
    case "vars_files": settings.varsFiles = varsFiles(entry)
    case "vars_prompt": settings.prompts = prompts(entry)
    case "gather_facts": settings.gatherFacts = keyword(entry, Bool.self)
    case "gather_subset": settings.gatherSubset = templatedElements(entry)
    case "gather_timeout": settings.gatherTimeout = keyword(entry, Int.self)
    case "fact_path": settings.factPath = keyword(entry, String.self)
    case "serial": settings.serial = serial(entry)
    case "strategy": settings.strategy = choice(entry, of: Self.strategies)
    case "max_fail_percentage": settings.maxFailPercentage = keyword(entry, Double.self)
    case "order": settings.order = choice(entry, of: Self.orders)
    case "force_handlers": settings.forceHandlers = keyword(entry, Bool.self)
    default: _ = inherited(entry, into: &settings.keywords)
    }
  }

  private static let orders = ["inventory", "sorted", "reverse_sorted", "reverse_inventory", "shuffle"]
  private static let strategies = [
    "linear", "free", "host_pinned", "debug", "ansible.builtin.linear", "ansible.builtin.free",
    "ansible.builtin.host_pinned", "ansible.builtin.debug",
  ]

  private func choice(_ entry: YAMLNode.Entry, of choices: [String]) -> Keyword<String>? {
    let value = keyword(entry, String.self)
    if let literal = value?.literal, !choices.contains(literal) {
      fault(
        .keywordValue, "`\(entry.key.scalar?.text ?? "")` cannot be `\(literal)`", at: entry.value.span,
        notes: ["it is one of \(choices.map { "`\($0)`" }.joined(separator: ", "))"],
        help: Suggestion.help(for: literal, in: choices))
    }
    return value
  }

  /// Numbers, percentages, or a list of both.
  private func serial(_ entry: YAMLNode.Entry) -> [TemplatedValue] {
    for node in elements(entry.value) {
      guard let scalar = node.scalar else {
        wrongType(entry, expected: "numbers or percentages")
        return []
      }
      let text = scalar.text
      let number = text.hasSuffix("%") ? String(text.dropLast()) : text
      if !engine.options.mayTemplate(text), Double(number) == nil {
        wrongType(
          YAMLNode.Entry(key: entry.key, value: node), expected: "a number of hosts or a share such as `30%`")
      }
    }
    return templatedElements(entry)
  }

  private func varsFiles(_ entry: YAMLNode.Entry) -> [VarsFile] {
    elements(entry.value).compactMap { node in
      let names = strings(
        YAMLNode.Entry(key: entry.key, value: node), expected: "names of files, or lists of candidates")
      return names.isEmpty ? nil : VarsFile(candidates: names, span: node.span)
    }
  }

  private func prompts(_ entry: YAMLNode.Entry) -> [VarsPrompt] {
    elements(entry.value).compactMap { node in
      guard node.mapping != nil else {
        wrongType(YAMLNode.Entry(key: entry.key, value: node), expected: "a list of mappings with `name`")
        return nil
      }
      return prompt(node)
    }
  }

  private static let promptKeys = [
    "name", "prompt", "default", "private", "confirm", "encrypt", "salt_size", "salt", "unsafe",
  ]

  private func prompt(_ node: YAMLNode) -> VarsPrompt? {
    for entry in node.mapping ?? [] {
      let key = entry.key.scalar?.text ?? ""
      guard !Self.promptKeys.contains(key) else { continue }
      fault(
        .unknownKeyword, "unknown key `\(key)` in `vars_prompt`", at: entry.key.span,
        help: Suggestion.help(for: key, in: Self.promptKeys))
    }
    guard let name = node["name"]?.scalar?.text else {
      fault(.missingKeyword, "an entry of `vars_prompt` needs `name`", at: node.span)
      return nil
    }
    func flag(_ key: String, _ standard: Bool) -> Bool { node[key].flatMap { Bool.convert($0.value) } ?? standard }
    return VarsPrompt(
      name: name, prompt: node["prompt"]?.scalar?.text ?? name, defaultValue: node["default"]?.value,
      isPrivate: flag("private", true), confirm: flag("confirm", false), encrypt: node["encrypt"]?.scalar?.text,
      salt: node["salt"]?.scalar?.text, saltSize: node["salt_size"].flatMap { Int.convert($0.value) },
      isUnsafe: flag("unsafe", false), span: node.span)
  }
}
