package import FleetCore

/// Stands in a program whose text could not be read: it fails with the syntax fault when it is reached, as templates do
/// in Ansible, which reads them only then.
final class FaultNode: ExpressionNode, StatementNode {
  let error: DiagnosticError
  let range = SourceRange(0, 1)

  init(_ error: DiagnosticError) { self.error = error }

  func evaluate(_ frame: Frame) throws -> JinjaValue { throw error }
  func execute(_ frame: Frame, _ output: Output) throws -> Flow { throw error }
}

extension Program {
  /// A program that fails when it is evaluated.
  convenience init(fault: DiagnosticError) {
    let node = FaultNode(fault)
    self.init(body: [node], expression: nil, symbols: Symbols(), registry: FunctionRegistry())
  }

  /// An expression that fails when it is evaluated.
  convenience init(expressionFault: DiagnosticError) {
    self.init(body: [], expression: FaultNode(expressionFault), symbols: Symbols(), registry: FunctionRegistry())
  }

  /// Why the text could not be read, when it could not.
  var syntaxFaults: [Diagnostic] {
    ((body.first as? FaultNode) ?? (expression as? FaultNode))?.error.diagnostics ?? []
  }
}

extension Template {
  /// Why the template could not be read; only engines that put such faults off have templates with faults.
  package var syntaxFaults: [Diagnostic] { program.syntaxFaults }
}

extension Expression {
  /// Why the expression could not be read.
  package var syntaxFaults: [Diagnostic] { wrapped?.syntaxFaults ?? program.syntaxFaults }
}
