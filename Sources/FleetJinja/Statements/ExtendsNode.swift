import FleetCore

/// `{% extends template %}`.
final class ExtendsNode: StatementNode {
  let name: any ExpressionNode

  init(_ name: any ExpressionNode) { self.name = name }

  func execute(_ frame: Frame, _ output: Output) throws -> Flow {
    do {
      let value = try name.evaluate(frame)
      guard frame.state.parentTemplate == nil else {
        throw TemplateFault("a template can extend only one other", kind: .other)
      }
      guard let template = try Templates.find(value, frame.state) else { throw Templates.notFound([value]) }
      frame.state.parentTemplate = template
    } catch { throw frame.located(error, name.range) }
    return .normal
  }
}

/// Finds the templates that others name.
enum Templates {
  /// The first template of a name or a list of names; nil when none exists.
  static func find(_ value: JinjaValue, _ state: TemplateState) throws -> Template? {
    for name in try names(value) {
      if case .object(let object) = name, let template = object as? TemplateObject { return template.template }
      if let undefined = name.undefinedValue { throw undefined.fault }
      guard name.isText else {
        throw TemplateFault("a template name must be a string, not '\(name.typeName)'", kind: .type)
      }
      var options = state.context.options
      options.escapesBackslashes = false
      // Ansible keeps the last newline of the file it renders, not those of the files in it.
      if options.undefined == .ansible { options.keepTrailingNewline = false }
      let found = try state.context.engine.load(try name.text(), relativeTo: state.source.name, options: options)
      if let found { return found }
    }
    return nil
  }

  static func names(_ value: JinjaValue) throws -> [JinjaValue] {
    switch value {
    case .list, .tuple: try value.elements()
    default: [value]
    }
  }

  static func notFound(_ names: [JinjaValue]) -> TemplateFault {
    let all = names.compactMap { try? $0.text() }.map { "`\($0)`" }
    if all.count == 1 { return TemplateFault("template \(all[0]) not found", kind: .notFound) }
    return TemplateFault(
      "none of the templates given were found: \(all.joined(separator: ", "))", kind: .notFound)
  }

  /// Runs a template with its ancestors.
  static func run(
    _ program: Program, _ source: TemplateSource, _ context: EvaluationContext, _ shared: TemplateState.Shared,
    _ output: Output
  ) throws {
    // A text without any mark of a template has no statements.
    if program.body.isEmpty, let literal = program.literal {
      let keepsEnd = context.options.keepTrailingNewline || !literal.hasSuffix("\n")
      return try output.write(keepsEnd ? literal : String(literal.dropLast()))
    }
    try Depth.deeper {
      let state = TemplateState(context, program, source, shared: shared)
      state.rootOutput = output
      state.addBlocks()
      _ = try program.body.execute(Frame(state, isTopLevel: true), output)
      if let parent = state.parentTemplate { try run(parent.program, parent.source, context, shared, output) }
    }
  }
}

/// A compiled template as a value: what `include` may be given instead of a name.
package final class TemplateObject: JinjaObject {
  package let template: Template
  package init(_ template: Template) { self.template = template }
  package var typeName: String { "Template" }
}
