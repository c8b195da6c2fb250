package import FleetCore

/// A bare expression: what `when`, `until` and `that` hold, without `{{ }}`.
package final class Expression: Sendable {
  package let engine: TemplateEngine
  package let source: TemplateSource
  package let referencedNames: Set<String>
  package let unknownFunctions: [UnknownFunction]
  let program: Program
  /// The whole condition stands in `{{ }}`: its result may be a bool or the text of an expression.
  let wrapped: Template?
  let known = KnownReads()

  init(source: TemplateSource, program: Program, wrapped: Template? = nil, engine: TemplateEngine) {
    self.source = source
    self.program = program
    self.wrapped = wrapped
    self.engine = engine
    referencedNames = wrapped?.referencedNames ?? program.freeNames
    unknownFunctions = wrapped?.unknownFunctions ?? program.unknownFunctions
  }

  package var text: String { source.text }
  package var origin: TextOrigin? { source.origin }
}
