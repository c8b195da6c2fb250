package import FleetCore
package import FleetJinja

/// The value of a keyword as written: known at load, or a template that each host evaluates. Decoded once, by the
/// keyword's type in `KeywordTable`.
package struct Keyword<Literal: Sendable>: Sendable {
  package enum Content: Sendable {
    case literal(Literal)
    case template(Template)
  }

  package let content: Content
  /// The value's place.
  package let span: Span
  /// What holds when the template gives `omit`: the keyword of what is around; none or one.
  package let outer: [Keyword<Literal>]

  package init(_ content: Content, span: Span, outer: [Keyword<Literal>] = []) {
    self.content = content
    self.span = span
    self.outer = outer
  }

  /// This keyword inside another one.
  func inside(_ other: Keyword<Literal>?) -> Keyword<Literal> {
    guard let other, template != nil else { return self }
    return Keyword(content, span: span, outer: outer + [other])
  }

  /// The value when it needs no variables.
  package var literal: Literal? { if case .literal(let value) = content { value } else { nil } }
  package var template: Template? { if case .template(let template) = content { template } else { nil } }
}

extension Keyword where Literal == String {
  /// The text as the user wrote it, template or not.
  package var text: String {
    switch content {
    case .literal(let text): text
    case .template(let template): template.text
    }
  }
}

/// One condition of `when`, `until`, `changed_when`, `failed_when` or `break_when`.
package struct Condition: Sendable {
  /// As written, for messages.
  package let text: String
  /// `false_condition` of a skipped result: the text, or the boolean that was written.
  package let written: Value
  package let expression: Expression
  package let span: Span

  package init(text: String, written: Value? = nil, expression: Expression, span: Span) {
    self.text = text
    self.written = written ?? .string(text)
    self.expression = expression
    self.span = span
  }
}
