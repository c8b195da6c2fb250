import FleetCore

/// A part of a compiled expression.
protocol ExpressionNode: AnyObject, Sendable {
  /// The part's text, for carets.
  var range: SourceRange { get }
  func evaluate(_ frame: Frame) throws -> JinjaValue
}

extension ExpressionNode {
  /// An error with this node as its place, unless it has a nearer one.
  func located(_ error: any Error, _ frame: Frame) -> any Error { frame.located(error, range) }
}

extension Frame {
  /// Gives an error its place in this frame's template.
  func located(_ error: any Error, _ range: SourceRange) -> any Error {
    guard var fault = error as? TemplateFault, fault.span == nil else { return error }
    fault.span = state.source.span(of: range)
    return fault
  }
}
