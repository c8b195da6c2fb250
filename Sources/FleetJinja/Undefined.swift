package import FleetCore

/// A name, attribute or item that is not there, or a call that failed: harmless until it is used, and then it says
/// which. Ansible 2.19 calls these markers; `default` and `is defined` see both kinds as undefined.
package final class Undefined {
  /// The chain as the user wrote it, such as `foo.bar`.
  package let name: String
  /// A complete message when the plain "is undefined" would not say enough.
  package var hint: String? {
    switch wording {
    case .plain: nil
    case .text(let text): text
    case .missing(let type, let isQuoted): missingText(type, isQuoted)
    }
  }
  /// The error of a filter, test or call that failed; nil for what is merely not defined.
  package let cause: (any Error)?
  /// What using it does: Ansible's rule, or one of Jinja's undefined types.
  let policy: TemplateOptions.UndefinedPolicy
  /// The dictionary that has no such key, for "did you mean".
  let container: MapObject?
  private let wording: Wording
  private let place: Place

  /// Worked out only when somebody asks: most undefined values meet `default` or `is defined`.
  private enum Wording {
    case plain
    case text(String)
    /// A value of this type has no such member.
    case missing(type: String, isQuoted: Bool)
  }

  private enum Place {
    case none
    case span(Span)
    /// Worked out only when somebody asks: most undefined values meet `default` or `is defined`.
    case part(TemplateSource, SourceRange)
  }

  package init(
    name: String, hint: String? = nil, span: Span? = nil, cause: (any Error)? = nil,
    policy: TemplateOptions.UndefinedPolicy = .ansible
  ) {
    self.policy = policy
    container = nil
    self.name = name
    wording = hint.map { .text($0) } ?? .plain
    self.cause = cause
    place = span.map { .span($0) } ?? .none
  }

  init(name: String, hint: String? = nil, frame: Frame, range: SourceRange, cause: (any Error)? = nil) {
    self.name = name
    wording = hint.map { .text($0) } ?? .plain
    container = nil
    self.cause = cause
    policy = frame.state.context.options.undefined
    place = .part(frame.state.source, range)
  }

  /// A member that `container` has not.
  init(missing name: String, in container: JinjaValue, isQuoted: Bool, frame: Frame, range: SourceRange) {
    self.name = name
    wording = .missing(type: container.typeName, isQuoted: isQuoted)
    if case .map(let map) = container { self.container = map } else { self.container = nil }
    cause = nil
    policy = frame.state.context.options.undefined
    place = .part(frame.state.source, range)
  }

  private func missingText(_ type: String, _ isQuoted: Bool) -> String {
    if policy == .ansible { return "object of type '\(type)' has no attribute \(isQuoted ? "'\(name)'" : name)" }
    return isQuoted ? "'\(type) object' has no attribute '\(name)'" : "\(type) object has no element \(name)"
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
    if let cause { return cause }
    var fault = TemplateFault(message, kind: .undefined, span: span)
    if case .plain = wording { fault.subject = name }
    if let container {
      fault.help = Suggestion.help(for: name, in: container.keys.compactMap(\.string))
    }
    return fault
  }

  /// What a use gives under Jinja's forgiving rules; an error under the strict ones.
  func lenient<Result>(_ result: Result) throws -> Result {
    switch policy {
    case .lenient, .chainable, .debug: return result
    case .ansible, .strict: throw fault
    }
  }

  /// What `{{ }}` prints.
  func text() throws -> String {
    if policy == .debug, cause == nil {
      if case .missing(let type, _) = wording { return "{{ no such element: \(type) object['\(name)'] }}" }
      if let hint { return "{{ undefined value printed: \(hint) }}" }
      return "{{ \(name) }}"
    }
    return try lenient("")
  }
}
