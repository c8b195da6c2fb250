import FleetCore

/// One template while it runs: what it exports, its blocks, where its names come from. A child template and the ones
/// it extends share one state's blocks and exports.
final class TemplateState {
  /// A block of a template, with the state that knows the template's names.
  struct Block {
    let node: BlockNode
    let program: Program
    let source: TemplateSource
  }

  /// What a template and its ancestors share.
  final class Shared {
    var exports: [String: JinjaValue] = [:]
    var exportOrder: [String] = []
    var blocks: [String: [Block]] = [:]
    let inherited: [String: JinjaValue]
    let outer: Shared?
    let seesVariables: Bool

    init(inherited: [String: JinjaValue], outer: Shared?, seesVariables: Bool) {
      self.inherited = inherited
      self.outer = outer
      self.seesVariables = seesVariables
    }
  }

  let context: EvaluationContext
  let program: Program
  let source: TemplateSource
  /// Made when something asks for it: an expression exports nothing.
  private var sharedStorage: Shared?
  var shared: Shared {
    if let sharedStorage { return sharedStorage }
    let fresh = Shared(inherited: [:], outer: nil, seesVariables: true)
    sharedStorage = fresh
    return fresh
  }
  /// The template that this one extends, once `extends` was executed.
  var parentTemplate: Template?
  /// The output of the template itself, which falls silent after `extends`.
  var rootOutput: Output?
  /// The block that runs, for `super()`.
  var currentBlock: (name: String, index: Int)?

  init(_ context: EvaluationContext, _ program: Program, _ source: TemplateSource, shared: Shared? = nil) {
    self.context = context
    self.program = program
    self.source = source
    sharedStorage = shared
  }

  /// A variable by name: exports, the including template's names, the user's variables, the globals.
  func lookUp(_ name: String, isAnsible: Bool) throws -> JinjaValue? {
    var layer = sharedStorage
    var seesVariables = sharedStorage?.seesVariables ?? true
    while let current = layer {
      if let found = current.exports[name] ?? current.inherited[name] { return found }
      seesVariables = current.seesVariables
      layer = current.outer
    }
    if seesVariables {
      if isAnsible {
        do throws(DiagnosticError) {
          if let found = try context.scope.variable(name) { return found }
        } catch {
          guard !error.isLimit else { throw error }
          return .undefined(Undefined(name: name, cause: error))
        }
      } else if let found = try context.scope.variable(name) {
        return found
      }
    }
    return Globals.value(name, context)
  }

  func export(_ name: String, _ value: JinjaValue) {
    if shared.exports.updateValue(value, forKey: name) == nil { shared.exportOrder.append(name) }
  }

  /// Adds this template's blocks behind those of the templates that extend it.
  func addBlocks() {
    for (name, node) in program.blocks {
      shared.blocks[name, default: []].append(Block(node: node, program: program, source: source))
    }
  }

  /// A state for another template that runs in this one's place.
  func state(for template: Template, shared: Shared) -> TemplateState {
    TemplateState(context, template.program, template.source, shared: shared)
  }
}
