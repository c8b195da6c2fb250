import FleetCore
import FleetJinja
import FleetProtocol
import FleetSystem
import FleetTransport
import FleetVariables

/// `template`: renders a file of the control side with the host's variables and writes it on the machine.
struct TemplateAction: Action {
  static let names = ["template"]

  /// Arguments that concern the rendering and mean nothing to the machine.
  private static let own: Set<String> = [
    "src", "block_end_string", "block_start_string", "comment_end_string", "comment_start_string", "lstrip_blocks",
    "newline_sequence", "output_encoding", "trim_blocks", "variable_end_string", "variable_start_string",
  ]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    let (source, dest) = try arguments.sourceAndDestination()
    let path = try context.find(source, in: "templates")
    let options = try self.options(arguments, context.run.templates.fileOptions)
    let template = try context.run.files.template(
      path, options: options, engine: context.run.templates, vault: context.run.variables.vault)
    let variables = try TemplateFileVariables(name: source, path: path, destination: dest)
      .values(EvaluationContext(engine: context.run.templates, scope: context.scope))
    let scope = ScopeLayering.adding(variables, to: context.scope)
    var text = try context.run.templates.render(template, in: scope)
    if options.newlineSequence != "\n" { text = text.replacing("\n", with: options.newlineSequence) }
    let encoding = arguments.text("output_encoding").flatMap { $0.isEmpty ? nil : $0 } ?? "utf-8"
    let bytes = try Self.encoded(text, encoding)
    var request = task.request(module: "copy", arguments: task.arguments)
    for name in Self.own { request.arguments.removeValue(forKey: name) }
    request = CopyAction.keepingMode(of: path, request)
    return .request(context.withContent(bytes, named: FilePath.name(of: path), request))
  }

  /// Encodings beyond the common ones are those of this machine's `iconv`.
  private static func encoded(_ text: String, _ encoding: String) throws -> [UInt8] {
    do {
      return try TextEncoding.encode(text, encoding)
    } catch let fault as TemplateFault {
      let command = Command(["iconv", "-f", "UTF-8", "-t", encoding], input: Array(text.utf8))
      if !encoding.hasPrefix("-"), let output = try? command.run(), output.isSuccess { return output.stdout }
      throw ActionFault("the template cannot be written in `output_encoding`: \(fault.message)")
    }
  }

  private func options(
    _ arguments: ActionArguments, _ defaults: TemplateOptions
  ) throws -> TemplateOptions {
    var options = defaults
    options.trimBlocks = try arguments.bool("trim_blocks", default: true)
    options.lstripBlocks = try arguments.bool("lstrip_blocks")
    if let text = arguments.text("newline_sequence") {
      let sequence = text.replacing("\\r", with: "\r").replacing("\\n", with: "\n")
      guard ["\n", "\r", "\r\n"].contains(sequence) else {
        throw ActionFault("newline_sequence needs to be one of: \\n, \\r or \\r\\n")
      }
      options.newlineSequence = sequence
    }
    if let text = arguments.text("variable_start_string") { options.variableStart = text }
    if let text = arguments.text("variable_end_string") { options.variableEnd = text }
    if let text = arguments.text("block_start_string") { options.blockStart = text }
    if let text = arguments.text("block_end_string") { options.blockEnd = text }
    if let text = arguments.text("comment_start_string") { options.commentStart = text }
    if let text = arguments.text("comment_end_string") { options.commentEnd = text }
    return options
  }
}
