import FleetCore

/// What filters, tests and functions may ask of the evaluation they run in.
package final class EvaluationContext {
  package let engine: TemplateEngine
  package let scope: any VariableScope
  private let optionsBox: OptionsBox
  package var options: TemplateOptions { optionsBox.options }
  /// Undefined values and failed calls follow Ansible's rule; asked at every step.
  let isAnsible: Bool
  let isImmutable: Bool
  /// Whether text is escaped for HTML at this place.
  package var autoescape: Bool
  /// The template that is being evaluated, for functions that look beside it.
  package internal(set) var templateName: String?
  /// Rounds of loops so far, against `Limits.templateLoopRounds`.
  var loopRounds = 0

  package convenience init(engine: TemplateEngine, scope: any VariableScope, options: TemplateOptions? = nil) {
    self.init(engine: engine, scope: scope, box: options.map { OptionsBox($0) } ?? engine.optionsBox)
  }

  init(engine: TemplateEngine, scope: any VariableScope, box: OptionsBox) {
    self.engine = engine
    self.scope = scope
    optionsBox = box
    isAnsible = box.options.undefined == .ansible
    isImmutable = box.options.isImmutable
    autoescape = box.options.autoescape
  }
}

/// Options that many contexts share without copying them.
final class OptionsBox: Sendable {
  let options: TemplateOptions
  init(_ options: TemplateOptions) { self.options = options }
}

extension EvaluationContext {
  /// `value | name(arguments)` by name, as `map('upper')` does it.
  package func apply(filter name: String, to value: JinjaValue, _ arguments: CallArguments) throws -> JinjaValue {
    guard let filter = engine.registry.filter(named: name) else {
      throw engine.registry.noFilter(name)
    }
    return try filter.call(value, arguments, self)
  }

  /// `value is name(arguments)` by name, as `select('odd')` does it.
  package func apply(test name: String, to value: JinjaValue, _ arguments: CallArguments) throws -> Bool {
    guard let test = engine.registry.test(named: name) else {
      throw engine.registry.noTest(name)
    }
    return try test(value, arguments, self)
  }

  /// Evaluates a text of the user's as a template in this scope (lookups that were asked to).
  package func evaluate(template text: String) throws -> JinjaValue {
    try engine.evaluate(try engine.compile(text, origin: nil), in: scope)
  }
}

extension FunctionRegistry {
  /// The filter of a plain or a full name: `upper`, `ansible.builtin.upper`.
  package func filter(named name: String) -> FilterFunction? {
    filters[name] ?? Self.shortName(name).flatMap { filters[$0] }
  }

  package func test(named name: String) -> Test? {
    tests[name] ?? Self.shortName(name).flatMap { tests[$0] }
  }

  package func lookup(named name: String) -> Function? {
    lookups[name] ?? Self.shortName(name).flatMap { lookups[$0] }
  }

  func noFilter(_ name: String) -> TemplateFault {
    TemplateFault("no filter named `\(name)`", kind: .unknown, help: filterHelp(for: name))
  }

  func noTest(_ name: String) -> TemplateFault {
    TemplateFault("no test named `\(name)`", kind: .unknown, help: testHelp(for: name))
  }

  package func filterHelp(for name: String) -> [String] {
    if let known = Self.foreignNames[name.lowercased()] { return ["did you mean `\(known)`?"] }
    return Suggestion.help(for: name, in: filters.keys.sorted())
  }

  /// What other languages call a filter.
  private static let foreignNames = [
    "base64": "b64encode", "downcase": "lower", "json": "to_json", "len": "length", "lowercase": "lower",
    "size": "length", "str": "string", "strip": "trim", "tolower": "lower", "toupper": "upper", "upcase": "upper",
    "uppercase": "upper", "yaml": "to_yaml",
  ]

  package func testHelp(for name: String) -> [String] { Suggestion.help(for: name, in: tests.keys.sorted()) }
  package func lookupHelp(for name: String) -> [String] { Suggestion.help(for: name, in: lookups.keys.sorted()) }

  /// The last part of an `ansible.builtin` or `ansible.legacy` name.
  private static func shortName(_ name: String) -> String? {
    for prefix in ["ansible.builtin.", "ansible.legacy."] where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return nil
  }
}
