import FleetCore

/// The names that one block of a template binds: a loop's targets, a macro's parameters, what `set` assigned. Inner
/// frames see outer ones; the outermost asks the template's state.
final class Frame {
  let state: TemplateState
  let parent: Frame?
  /// The outermost frame of the template, block or macro's template, which remembers resolved variables.
  private var resolved: [Int32: JinjaValue] = [:]
  private var ids: [Int32] = []
  private var values: [JinjaValue] = []
  /// What is assigned here is visible to blocks and importing templates.
  let isTopLevel: Bool

  init(_ state: TemplateState, parent: Frame? = nil, isTopLevel: Bool = false) {
    self.state = state
    self.parent = parent
    self.isTopLevel = isTopLevel
  }

  /// A name bound in this frame or one around it.
  func local(_ id: Int32) -> JinjaValue? {
    var frame: Frame? = self
    while let current = frame {
      var position = current.ids.count
      while position > 0 {
        position -= 1
        if current.ids[position] == id { return current.values[position] }
      }
      frame = current.parent
    }
    return nil
  }

  /// Binds a name in this frame.
  func bind(_ id: Int32, _ value: JinjaValue) {
    for position in ids.indices where ids[position] == id {
      values[position] = value
      return
    }
    ids.append(id)
    values.append(value)
  }

  /// Forgets the names beyond the first so many, for the next round of a loop.
  func forget(after count: Int) {
    guard ids.count > count else { return }
    ids.removeLast(ids.count - count)
    values.removeLast(values.count - count)
  }

  var count: Int { ids.count }

  /// The value of a variable that no frame binds; looked up once for each outermost frame.
  func resolve(_ node: NameNode) throws -> JinjaValue {
    var outermost = self
    while let parent = outermost.parent { outermost = parent }
    if let known = outermost.resolved[node.id] { return known }
    let value: JinjaValue
    if node.name == "self" || node.name == "super", let reference = try Blocks.reference(node.name, state) {
      value = reference
    } else if let found = try state.lookUp(node.name, isAnsible: state.context.options.undefined == .ansible) {
      value = used(found, by: node)
    } else {
      return .undefined(Undefined(name: node.name, frame: self, range: node.range))
    }
    if !state.program.isExpression { outermost.resolved[node.id] = value }
    return value
  }

  /// A variable whose own template failed: the error also says where the variable is used.
  private func used(_ value: JinjaValue, by node: NameNode) -> JinjaValue {
    guard case .undefined(let undefined) = value, var error = undefined.cause as? DiagnosticError,
      var first = error.diagnostics.first, first.labels.count < Limits.diagnosticLabels,
      let span = state.source.span(of: node.range), !first.labels.contains(where: { $0.span == span })
    else { return value }
    first.labels.append(Diagnostic.Label(span, "`\(node.name)` is used here"))
    error.diagnostics[0] = first
    return .undefined(Undefined(name: node.name, frame: self, range: node.range, cause: error))
  }

  /// Every name bound here and around, for templates that are included with context.
  var allLocals: [String: JinjaValue] {
    var result: [String: JinjaValue] = [:]
    var frame: Frame? = self
    while let current = frame {
      for (id, value) in zip(current.ids, current.values) {
        let name = state.program.names[Int(id)]
        if result[name] == nil { result[name] = value }
      }
      frame = current.parent
    }
    return result
  }
}
