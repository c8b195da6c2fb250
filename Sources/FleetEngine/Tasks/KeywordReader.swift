import FleetCore
import FleetJinja
import FleetPlaybook

/// Evaluates keywords that were written as templates, with Ansible's conversions.
struct KeywordReader {
  let engine: TemplateEngine
  let scope: any VariableScope

  func text(_ keyword: Keyword<String>?) throws -> String? {
    guard let keyword else { return nil }
    return try textOrNull(keyword) ?? nil
  }

  /// The text, with `.some(nil)` for a template that gives `none`, and nil for one that gives `omit`.
  func textOrNull(_ keyword: Keyword<String>) throws -> String?? {
    switch keyword.content {
    case .literal(let text): return text
    case .template(let template):
      switch try value(template) {
      case .none: return try keyword.outer.first.flatMap { try textOrNull($0) }
      case .null: return .some(nil)
      case .string(let text): return text
      case .some(let other): return JSONWriter.keyText(other)
      }
    }
  }

  /// A text, or the texts of a list that a template gave.
  func texts(_ keyword: Keyword<String>) throws -> [String] {
    guard let template = keyword.template, case .list(let items)? = try value(template) else {
      return try text(keyword).map { [$0] } ?? []
    }
    return items.map { $0.string ?? JSONWriter.keyText($0) }
  }

  func bool(_ keyword: Keyword<Bool>?, default fallback: Bool = false) throws -> Bool {
    guard let keyword else { return fallback }
    switch keyword.content {
    case .literal(let flag): return flag
    case .template(let template):
      guard let value = try value(template) else { return try bool(keyword.outer.first, default: fallback) }
      if value == .null { return fallback }
      guard let flag = Self.truth(value) else {
        throw wrong("bool", value, keyword.span)
      }
      return flag
    }
  }

  func integer(_ keyword: Keyword<Int>) throws -> Int {
    switch keyword.content {
    case .literal(let number): return number
    case .template(let template):
      let found = try value(template)
      if found == nil, let outer = keyword.outer.first { return try integer(outer) }
      let value = found ?? .null
      switch value {
      case .int(let number): return number
      case .double(let number): if let whole = Int(exactly: number) { return whole }
      case .bool(let flag): return flag ? 1 : 0
      case .string(let text): if let number = Int(text.trimmed) { return number }
      default: break
      }
      throw wrong("int", value, keyword.span)
    }
  }

  func number(_ keyword: Keyword<Double>) throws -> Double {
    let value: Value
    let number: Double?
    switch keyword.content {
    case .literal(let written): (value, number) = (.double(written), written)
    case .template(let template):
      value = try self.value(template) ?? .null
      switch value {
      case .int(let whole): number = Double(whole)
      case .double(let written): number = written
      case .string(let text): number = Double(text.trimmed)
      default: number = nil
      }
    }
    guard let number, number.magnitude <= Limits.longestWait else { throw wrong("float", value, keyword.span) }
    return number
  }

  /// Ansible's words for true and false.
  static func truth(_ value: Value) -> Bool? {
    switch value {
    case .bool(let flag): return flag
    case .int(let number): return number == 1 ? true : number == 0 ? false : nil
    case .string(let text):
      switch text.lowercased() {
      case "yes", "on", "1", "true", "y", "t": return true
      case "no", "off", "0", "false", "n", "f": return false
      default: return nil
      }
    default: return nil
    }
  }

  private func value(_ template: Template) throws -> Value? {
    try engine.value(of: .template(template), in: scope)
  }

  private func wrong(_ kind: String, _ value: Value, _ span: Span) -> DiagnosticError {
    DiagnosticError(
      .wrongKeywordValue,
      "The value \((try? JinjaValue(value).repr()) ?? value.typeName) could not be converted to '\(kind)'.", at: span,
      label: "evaluates to `\(JSONWriter(asciiOnly: false).write(value).prefix(60))`")
  }
}
