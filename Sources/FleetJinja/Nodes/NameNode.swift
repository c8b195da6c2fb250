import FleetCore

/// A variable that is read.
final class NameNode: ExpressionNode {
  let name: String
  let id: Int32
  let range: SourceRange

  init(_ name: String, id: Int32, _ range: SourceRange) {
    self.name = name
    self.id = id
    self.range = range
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    if frame.state.program.binds(id), let local = frame.local(id) { return local }
    return try frame.resolve(self)
  }
}
