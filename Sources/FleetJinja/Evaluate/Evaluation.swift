import FleetCore
import FleetVault

/// The ways into the evaluator.
enum Evaluation {
  static func render(_ template: Template, in scope: any VariableScope) throws(DiagnosticError) -> String {
    let context = self.context(template, scope)
    return try caught(context, template.source) {
      let output = Output(context, isNative: false)
      try run(template, context, output)
      return preserved(output.text, template)
    }
  }

  /// The value for outside callers: an undefined one is an error.
  static func value(of template: Template, in scope: any VariableScope) throws(DiagnosticError) -> JinjaValue {
    let context = self.context(template, scope)
    return try caught(context, template.source) {
      let value = try self.value(of: template, context)
      if case .undefined(let undefined) = value, undefined.policy == .ansible || undefined.policy == .strict {
        throw undefined.fault
      }
      return value
    }
  }

  /// The value for other templates: errors stay inside it until it is used, as Ansible 2.19's markers do.
  static func nested(_ template: Template, in scope: any VariableScope) throws(DiagnosticError) -> JinjaValue {
    let context = self.context(template, scope)
    guard template.options.undefined == .ansible else { return try value(of: template, in: scope) }
    do throws(DiagnosticError) {
      return try caught(context, template.source) { try value(of: template, context) }
    } catch {
      guard !error.isLimit else { throw error }
      return .undefined(Undefined(name: "", cause: error))
    }
  }

  static func value(of expression: Expression, in scope: any VariableScope) throws(DiagnosticError) -> JinjaValue {
    if let wrapped = expression.wrapped { return try value(of: wrapped, in: scope) }
    let engine = expression.engine
    let context = EvaluationContext(engine: engine, scope: scope)
    return try caught(context, expression.source) {
      guard let node = expression.program.expression else { return .string("") }
      let frame = Frame(TemplateState(context, expression.program, expression.source))
      let value = try Depth.deeper { try node.evaluate(frame) }
      if case .undefined(let undefined) = value, undefined.policy == .ansible { throw undefined.fault }
      return value
    }
  }

  /// Plain data, deeply; nil is `omit`.
  static func data(of value: TemplatedValue, in scope: any VariableScope) throws(DiagnosticError) -> Value? {
    switch value {
    case .data(let data): return data
    case .unsafe(let text): return .string(text)
    case .vaulted(let text): return .string(try text.plaintext())
    case .template(let template):
      let result = try self.value(of: template, in: scope)
      guard !result.isOmit else { return nil }
      return try caught(context(template, scope), template.source) { try result.data() }
    case .list(let items):
      var result: [Value] = []
      for item in items {
        if let data = try data(of: item, in: scope) { result.append(data) }
      }
      return .list(result)
    case .map(let entries):
      var result = ValueMap()
      for entry in entries {
        guard let key = try data(of: entry.key, in: scope), let data = try data(of: entry.value, in: scope) else {
          continue
        }
        result[key] = data
      }
      return .map(result)
    }
  }

  static func condition(_ expression: Expression, in scope: any VariableScope) throws(DiagnosticError) -> Bool {
    let isRelaxed = expression.engine.options.allowsBrokenConditionals
    let place = expression.source.span(of: SourceRange(0, expression.text.utf8.count))
    if expression.program.literal != nil, expression.wrapped == nil {
      if isRelaxed { return true }
      throw DiagnosticError(.conditionNotBoolean, "Empty conditional expressions are not allowed.", at: place)
    }
    let value = try value(of: expression, in: scope)
    if case .bool(let flag) = value { return flag }
    if case .string(let text) = value, let wrapped = expression.wrapped {
      if let known = UserText.text(of: wrapped, in: scope), PythonText.equal(known, text) {
        let indirect = try expression.engine.compileExpression(text, origin: nil)
        if indirect.wrapped == nil { return try condition(indirect, in: scope) }
      } else if !isRelaxed {
        throw .untrusted(at: place)
      }
    }
    let context = EvaluationContext(engine: expression.engine, scope: scope)
    let isTrue = try caught(context, expression.source) { try value.isTruthy }
    if isRelaxed { return isTrue }
    var help: [String] = []
    switch value {
    case .string: help = ["convert the text with `| bool`, or compare its length: `| length > 0`"]
    case .list, .map, .tuple: help = ["compare its length: `| length > 0`"]
    case .null: help = ["test it: `is not none`"]
    default: help = ["convert it with `| bool`"]
    }
    throw DiagnosticError(
      .conditionNotBoolean,
      "conditional result (\(isTrue ? "True" : "False")) was derived from value of type '\(value.typeName)'; "
        + "conditionals must have a boolean result", at: place, help: help)
  }

  // MARK: Running

  private static func context(_ template: Template, _ scope: any VariableScope) -> EvaluationContext {
    let context = EvaluationContext(engine: template.engine, scope: scope, box: template.optionsBox)
    context.templateName = template.source.name
    return context
  }

  private static func run(_ template: Template, _ context: EvaluationContext, _ output: Output) throws {
    let shared = TemplateState.Shared(inherited: [:], outer: nil, seesVariables: true)
    try Templates.run(template.program, template.source, context, shared, output)
  }

  private static func value(of template: Template, _ context: EvaluationContext) throws -> JinjaValue {
    let program = template.program
    if let literal = program.literal {
      return template.options.undefined == .ansible ? .string(literal) : text(literal, template, context)
    }
    let value: JinjaValue
    if template.options.nativeTypes, program.body.count == 1, let single = program.body[0] as? OutputNode {
      let frame = Frame(TemplateState(context, program, template.source))
      value = try Depth.deeper { try single.expression.evaluate(frame) }
    } else {
      let output = Output(context)
      try run(template, context, output)
      value = output.value(context)
    }
    if case .string(let text) = value { return self.text(text, template, context) }
    return value
  }

  private static func text(_ text: String, _ template: Template, _ context: EvaluationContext) -> JinjaValue {
    if template.options.nativeTypes, template.options.undefined != .ansible {
      return PythonLiteral.read(text, context)
    }
    return .string(preserved(text, template))
  }

  /// Newlines at the end of the template stay, though the lexer takes one and values may have their own.
  private static func preserved(_ text: String, _ template: Template) -> String {
    preserved(text, of: template.text, template.options)
  }

  static func preserved(_ text: String, of source: String, _ options: TemplateOptions) -> String {
    guard options.preservesTrailingNewlines, source.utf8.last == 10 else { return text }
    let wanted = source.utf8.reversed().prefix { $0 == 10 }.count
    let given = text.utf8.reversed().prefix { $0 == 10 }.count
    guard wanted > given else { return text }
    return text + String(repeating: options.newlineSequence, count: wanted - given)
  }

  /// Runs `body` and gives its errors places and codes.
  static func caught<Result>(
    _ context: EvaluationContext, _ source: TemplateSource, _ body: () throws -> Result
  ) throws(DiagnosticError) -> Result {
    do {
      return try body()
    } catch let error as DiagnosticError {
      throw error
    } catch let fault as TemplateFault {
      throw diagnostic(fault, context, source)
    } catch {
      throw DiagnosticError(.templateRuntime, "\(error)", at: source.origin?.span)
    }
  }

  private static func diagnostic(
    _ fault: TemplateFault, _ context: EvaluationContext, _ source: TemplateSource
  ) -> DiagnosticError {
    var help = fault.help
    if let subject = fault.subject, help.isEmpty {
      let names = context.scope.variableNames + Globals.names(context.engine.registry).sorted()
      help = Suggestion.help(for: subject, in: names)
      if help.isEmpty { help = ["define it, or say what to take instead: `\(subject) | default(...)`"] }
    }
    let name = source.origin == nil ? ["in `\(source.text.prefix(200))`"] : []
    return DiagnosticError(
      code(of: fault), fault.message, at: fault.span ?? source.origin?.span, notes: fault.notes + name, help: help)
  }

  private static func code(of fault: TemplateFault) -> DiagnosticCode {
    switch fault.kind {
    case .undefined: .undefinedInTemplate
    case .type: .templateType
    case .limit: .templateLimit
    case .value, .filter: .templateFunctionFailed
    case .unknown: .unknownTemplateFunction
    case .syntax: .templateSyntax
    case .notFound: .templateNotFound
    case .omitted: .omittedValue
    case .security, .other: .templateRuntime
    }
  }
}
