import FleetCore
import FleetJinja

/// `with_<lookup>`: runs the lookup plugin over the terms, as Ansible does for these loops.
struct LoopLookups {
  let engine: TemplateEngine

  /// The items; `terms` that are no list are one term.
  /// `action` decides in which folder of a role `with_first_found` looks.
  func items(
    _ lookup: String, terms: Value, in scope: any VariableScope, at span: Span, action: String
  ) throws -> [Value] {
    let context = EvaluationContext(engine: engine, scope: scope)
    guard let function = context.engine.registry.lookup(named: lookup) else {
      throw DiagnosticError(
        .wrongLoop, "unknown lookup `\(lookup)` in `with_\(lookup)`", at: span,
        help: engine.registry.lookupHelp(for: lookup))
    }
    let list = terms.list ?? [terms]
    let arguments = CallArguments(
      list.map { JinjaValue($0) }, keywords: [("wantlist", .bool(true))] + folder(lookup, action))
    do {
      switch try function(arguments, context).data() {
      case .list(let items): return items
      case let other: return [other]
      }
    } catch let fault as TemplateFault {
      throw DiagnosticError(
        .wrongLoop, "An unhandled exception occurred while running the lookup plugin '\(lookup)': \(fault.message)",
        at: span, help: fault.help)
    }
  }

  /// Ansible takes the folder from the action's name.
  private func folder(_ lookup: String, _ action: String) -> [(name: String, value: JinjaValue)] {
    guard lookup.split(separator: ".").last == "first_found" else { return [] }
    let folder = action.contains("template") ? "templates" : action.contains("var") ? "vars" : "files"
    return [("_folder", .string(folder))]
  }
}
