package import FleetCore

/// A user's text, compiled once when it was loaded.
package final class Template: Sendable {
  package let engine: TemplateEngine
  package let source: TemplateSource
  package let options: TemplateOptions
  let optionsBox: OptionsBox
  /// The free variables that the template reads, for static checks and look-ahead.
  package let referencedNames: Set<String>
  /// Filters and tests that the engine does not know: an error only when they are reached, as in Ansible.
  package let unknownFunctions: [UnknownFunction]
  let program: Program
  let known = KnownReads()

  init(source: TemplateSource, options: TemplateOptions, program: Program, engine: TemplateEngine) {
    self.source = source
    self.options = options
    optionsBox = options == engine.options ? engine.optionsBox : OptionsBox(options)
    self.program = program
    self.engine = engine
    referencedNames = program.freeNames
    unknownFunctions = program.unknownFunctions
  }

  package var text: String { source.text }
  package var origin: TextOrigin? { source.origin }
  /// Nothing in the text is templated.
  package var isLiteral: Bool { program.literal != nil }
}
