import FleetModuleKit
import FleetProtocol

/// A file from a template. The control side renders it and sends the form that `copy` takes; this is the declaration
/// for documents and checks, and it writes that form too.
struct TemplateModule: Module {
  static let name = "template"
  static let summary = "Write a file from a template."

  let copy: CopyModule

  init(_ parameters: inout Parameters) {
    for (name, summary) in Self.rendering { parameters.ignored(name, summary) }
    copy = CopyModule(&parameters)
  }

  /// Read on the control side.
  private static let rendering: [(String, String)] = [
    ("block_end_string", "The end of a block, in place of `%}`."),
    ("block_start_string", "The start of a block, in place of `{%`."),
    ("comment_end_string", "The end of a comment, in place of `#}`."),
    ("comment_start_string", "The start of a comment, in place of `{#`."),
    ("lstrip_blocks", "Take the white space before a block away."),
    ("newline_sequence", "How lines end: `\\n`, `\\r` or `\\r\\n`."),
    ("output_encoding", "The encoding of the file."),
    ("trim_blocks", "Take the line feed after a block away; on by default."),
    ("variable_end_string", "The end of an expression, in place of `}}`."),
    ("variable_start_string", "The start of an expression, in place of `{{`."),
  ]

  func run(on machine: Machine) throws -> ModuleResult { try copy.run(on: machine) }
}
