import FleetCore

/// `{% block name %}`.
final class BlockNode: StatementNode {
  let name: String
  let body: [any StatementNode]
  let isScoped: Bool
  let isRequired: Bool
  let range: SourceRange

  init(name: String, body: [any StatementNode], isScoped: Bool, isRequired: Bool, range: SourceRange) {
    self.name = name
    self.body = body
    self.isScoped = isScoped
    self.isRequired = isRequired
    self.range = range
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    guard !frame.isSilent(output) else { return .normal }
    do {
      try Blocks.run(name, index: 0, locals: isScoped ? frame.allLocals : nil, frame.state, output)
    } catch { throw frame.located(error, range) }
    return .normal
  }
}

/// Runs blocks by name: the youngest template's first, `super()` the one before it.
enum Blocks {
  static func run(
    _ name: String, index: Int, locals: [String: JinjaValue]?, _ state: TemplateState, _ output: Output
  ) throws {
    guard let stack = state.shared.blocks[name], index < stack.count else { return }
    let block = stack[index]
    if block.node.isRequired, index == 0 {
      throw TemplateFault("required block '\(name)' not found", kind: .other)
    }
    var shared = state.shared
    if let locals {
      let derived = TemplateState.Shared(inherited: locals, outer: shared, seesVariables: shared.seesVariables)
      derived.blocks = shared.blocks
      shared = derived
    }
    let inner = TemplateState(state.context, block.program, block.source, shared: shared)
    inner.currentBlock = (name, index)
    try Depth.deeper { _ = try block.node.body.execute(Frame(inner), output) }
  }

  /// The value of `self` or `super`.
  static func reference(_ name: String, _ state: TemplateState) throws -> JinjaValue? {
    if name == "self" { return state.shared.blocks.isEmpty ? nil : .object(SelfObject(state)) }
    guard let (block, index) = state.currentBlock else { return nil }
    return .object(BlockReference(block, index + 1, state))
  }
}

/// `self` in a template with blocks: its attributes are the blocks.
final class SelfObject: JinjaObject {
  private let state: TemplateState
  init(_ state: TemplateState) { self.state = state }
  var typeName: String { "TemplateReference" }
  func attribute(_ name: String) throws -> JinjaValue? {
    state.shared.blocks[name] == nil ? nil : .object(BlockReference(name, 0, state))
  }
}

/// A block that can be called: `self.name()`, `super()`, `super.super()`.
final class BlockReference: JinjaObject {
  private let name: String
  private let index: Int
  private let state: TemplateState

  init(_ name: String, _ index: Int, _ state: TemplateState) {
    self.name = name
    self.index = index
    self.state = state
  }

  var typeName: String { "BlockReference" }

  func attribute(_ name: String) throws -> JinjaValue? {
    name == "super" ? .object(BlockReference(self.name, index + 1, state)) : nil
  }

  func call(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue? {
    guard let stack = state.shared.blocks[name], index < stack.count else {
      throw TemplateFault("there is no parent block called '\(name)'.", kind: .undefined)
    }
    let output = Output(context)
    try Blocks.run(name, index: index, locals: nil, state, output)
    return output.value(context)
  }
}
