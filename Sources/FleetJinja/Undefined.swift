package import FleetCore

/// A name, attribute or item that is not there, or a call that failed: harmless until it is used, and then it says
/// which. Ansible 2.19 calls these markers; `default` and `is defined` see both kinds as undefined.
package final class Undefined {
  /// The chain as the user wrote it, such as `foo.bar`.
  package let name: String
  /// A complete message when the plain "is undefined" would not say enough.
  package let hint: String?
  /// The error of a filter, test or call that failed; nil for what is merely not defined.
  package let cause: (any Error)?
  private let place: Place

  private enum Place {
    case none
    case span(Span)
    /// Worked out only when somebody asks: most undefined values meet `default` or `is defined`.
    case part(TemplateSource, SourceRange)
  }

  package init(name: String, hint: String? = nil, span: Span? = nil, cause: (any Error)? = nil) {
    self.name = name
    self.hint = hint
    self.cause = cause
    place = span.map { .span($0) } ?? .none
  }

  init(name: String, hint: String? = nil, source: TemplateSource, range: SourceRange, cause: (any Error)? = nil) {
    self.name = name
    self.hint = hint
    self.cause = cause
    place = .part(source, range)
  }

  package var span: Span? {
    switch place {
    case .none: nil
    case .span(let span): span
    case .part(let source, let range): source.span(of: range)
    }
  }

  /// Ansible 2.19's words.
  package var message: String { hint ?? "'\(name)' is undefined" }

  /// The error that using this value raises.
  package var fault: any Error {
    cause ?? TemplateFault(message, kind: .undefined, span: span)
  }
}
