import FleetCore

/// The names that one block of a template binds: a loop's targets, a macro's parameters, what `set` assigned. Inner
/// frames see outer ones; the outermost asks the template's state.
final class Frame {
  let state: TemplateState
  let parent: Frame?
  /// The outermost frame of the template, block or macro's template, which remembers resolved variables.
  private var resolved: [JinjaValue?] = []
  private var bindings: [(id: Int32, value: JinjaValue)] = []
  private unowned(unsafe) var outermost: Frame?
  /// What is assigned here is visible to blocks and importing templates.
  let isTopLevel: Bool

  init(_ state: TemplateState, parent: Frame? = nil, isTopLevel: Bool = false) {
    self.state = state
    self.parent = parent
    self.isTopLevel = isTopLevel
    outermost = parent?.outermost ?? parent
  }

  /// A name bound in this frame or one around it.
  func local(_ id: Int32) -> JinjaValue? {
    var position = bindings.count
    while position > 0 {
      position -= 1
      if bindings[position].id == id { return bindings[position].value }
    }
    return parent?.local(id)
  }

  /// Binds a name in this frame.
  func bind(_ id: Int32, _ value: JinjaValue) {
    for position in bindings.indices where bindings[position].id == id {
      bindings[position].value = value
      return
    }
    bindings.append((id, value))
  }

  /// Forgets the names beyond the first so many, for the next round of a loop.
  func forget(after count: Int) {
    guard bindings.count > count else { return }
    bindings.removeLast(bindings.count - count)
  }

  var count: Int { bindings.count }

  /// The value of a variable that no frame binds; looked up once for each outermost frame.
  func resolve(_ node: NameNode) throws -> JinjaValue {
    let outermost = outermost ?? self
    let position = Int(node.id)
    if position < outermost.resolved.count, let known = outermost.resolved[position] { return known }
    let value: JinjaValue
    if node.name == "self" || node.name == "super", let reference = try Blocks.reference(node.name, state) {
      value = reference
    } else if let found = try state.lookUp(node.name, isAnsible: state.context.isAnsible) {
      value = used(found, by: node)
    } else {
      return .undefined(Undefined(name: node.name, frame: self, range: node.range))
    }
    if !state.program.isExpression {
      if outermost.resolved.isEmpty {
        outermost.resolved = [JinjaValue?](repeating: nil, count: state.program.names.count)
      }
      if position < outermost.resolved.count { outermost.resolved[position] = value }
    }
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
      for (id, value) in current.bindings {
        let name = state.program.names[Int(id)]
        if result[name] == nil { result[name] = value }
      }
      frame = current.parent
    }
    return result
  }
}
