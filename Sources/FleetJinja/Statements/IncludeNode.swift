import FleetCore

/// `{% include template ignore missing with context %}`.
final class IncludeNode: StatementNode {
  let name: any ExpressionNode
  let ignoresMissing: Bool
  let hasContext: Bool

  init(_ name: any ExpressionNode, ignoresMissing: Bool, hasContext: Bool) {
    self.name = name
    self.ignoresMissing = ignoresMissing
    self.hasContext = hasContext
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    do {
      let value = try name.evaluate(frame)
      let found: Template?
      if ignoresMissing, value.undefinedValue != nil {
        found = nil
      } else {
        found = try Templates.find(value, frame.state)
      }
      guard let template = found else {
        if ignoresMissing { return .normal }
        throw Templates.notFound(try Templates.names(value))
      }
      let shared = Self.shared(frame, hasContext: hasContext)
      try Templates.run(template.program, template.source, frame.state.context, shared, output)
    } catch { throw frame.located(error, name.range) }
    return .normal
  }

  /// What another template sees from this place.
  static func shared(_ frame: Frame, hasContext: Bool) -> TemplateState.Shared {
    guard hasContext else { return TemplateState.Shared(inherited: [:], outer: nil, seesVariables: false) }
    return TemplateState.Shared(
      inherited: frame.allLocals, outer: frame.state.shared, seesVariables: frame.state.shared.seesVariables)
  }
}

/// `{% import template as name %}` and `{% from template import names %}`.
final class ImportNode: StatementNode {
  /// What the template's names become here.
  enum Binding: Sendable {
    case module(AssignTarget)
    case names([(name: String, target: AssignTarget, range: SourceRange)])
  }

  let name: any ExpressionNode
  let binding: Binding
  let hasContext: Bool

  init(_ name: any ExpressionNode, _ binding: Binding, hasContext: Bool) {
    self.name = name
    self.binding = binding
    self.hasContext = hasContext
  }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    do {
      let value = try name.evaluate(frame)
      guard let template = try Templates.find(value, frame.state) else {
        throw Templates.notFound(try Templates.names(value))
      }
      let context = frame.state.context
      let shared = IncludeNode.shared(frame, hasContext: hasContext)
      let text = Output(context, isNative: false)
      try Templates.run(template.program, template.source, context, shared, text)
      let module = ModuleObject(name: template.source.name ?? "", shared, text: text.text)
      try bind(module, frame)
    } catch { throw frame.located(error, name.range) }
    return .normal
  }

  private func bind(_ module: ModuleObject, _ frame: Frame) throws {
    switch binding {
    case .module(let target): try target.assign(.object(module), frame)
    case .names(let names):
      for (name, target, range) in names {
        if let value = try module.attribute(name) {
          try target.assign(value, frame)
        } else {
          let hint = "the template '\(module.name)' does not export the requested name '\(name)'"
          try target.assign(.undefined(Undefined(name: name, hint: hint, frame: frame, range: range)), frame)
        }
      }
    }
  }
}
