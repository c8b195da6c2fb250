import FleetCore
import FleetSystem

/// `template`: renders a file with the current variables.
enum TemplateLookup {
  static let table: [String: FunctionRegistry.Function] = ["template": run]

  private static func run(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    let options = try LookupOptions(
      arguments, of: "template",
      names: [
        "comment_end_string", "comment_start_string", "convert_data", "jinja2_native", "template_vars", "trim_blocks",
        "variable_end_string", "variable_start_string",
      ])
    var templateOptions = context.engine.fileOptions
    templateOptions.variableStart = try options.text("variable_start_string", default: "{{")
    templateOptions.variableEnd = try options.text("variable_end_string", default: "}}")
    templateOptions.commentStart = try options.text("comment_start_string", default: "{#")
    templateOptions.commentEnd = try options.text("comment_end_string", default: "#}")
    templateOptions.trimBlocks = try options.flag("trim_blocks", default: true)
    return .list(
      try arguments.positional.map { term in
        let name = try term.string(named: "path")
        guard let path = try LookupFiles.find(name, in: "templates", context) else {
          throw TemplateFault(
            "the template file \(name) could not be found for the lookup", kind: .notFound)
        }
        let file = try LookupFiles.read(path, context)
        let template = try context.engine.compile(file, options: templateOptions)
        var locals = try TemplateFileVariables(name: name, path: path, destination: nil).values(context)
        for (key, value) in try options["template_vars"]?.mapObject?.pairs() ?? [] {
          locals[try JinjaValue(key: key).text()] = value
        }
        return try context.engine.evaluate(template, in: ChildScope(parent: context.scope, locals: locals))
      })
  }
}
