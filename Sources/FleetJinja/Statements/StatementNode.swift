import FleetCore

/// A statement of a compiled template.
protocol StatementNode: AnyObject, Sendable {
  func execute(_ frame: Frame, _ output: Output) throws -> Flow
}

/// How a statement ended.
enum Flow {
  case normal
  case breaks
  case continues
}

extension [any StatementNode] {
  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    for statement in self {
      let flow = try statement.execute(frame, output)
      if flow != .normal { return flow }
    }
    return .normal
  }

  /// What the statements write, as a value.
  func capture(_ frame: Frame) throws -> JinjaValue {
    let context = frame.state.context
    let output = Output(context)
    _ = try execute(frame, output)
    return output.value(context)
  }
}

extension Frame {
  /// Template text after `extends` goes nowhere.
  func isSilent(_ output: Output) -> Bool { state.parentTemplate != nil && state.rootOutput === output }
}
