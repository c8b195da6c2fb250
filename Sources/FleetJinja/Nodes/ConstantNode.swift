import FleetCore

/// A string, number, bool or none as written.
final class ConstantNode: ExpressionNode {
  let value: Value
  let range: SourceRange
  /// What the node gives; a scalar has no identity and is never changed.
  nonisolated(unsafe) let ready: JinjaValue

  init(_ value: Value, _ range: SourceRange) {
    self.value = value
    self.range = range
    ready = JinjaValue(value)
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue { ready }
}

/// An integer beyond 64 bits.
final class BigIntegerNode: ExpressionNode {
  let value: BigInteger
  let range: SourceRange

  init(_ value: BigInteger, _ range: SourceRange) {
    self.value = value
    self.range = range
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue { .bigInt(value) }
}

/// A string constant that is a template itself: in conditions and lookup terms it is rendered (Ansible's
/// ALLOW_EMBEDDED_TEMPLATES).
final class EmbeddedTemplateNode: ExpressionNode {
  let template: Template
  let range: SourceRange

  init(_ template: Template, _ range: SourceRange) {
    self.template = template
    self.range = range
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    try Evaluation.nested(template, in: frame.state.context.scope)
  }
}
