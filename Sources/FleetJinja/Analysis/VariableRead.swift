package import FleetCore

/// A variable that a template reads, as far as its text tells before anything is evaluated.
package struct VariableRead: Sendable {
  package let name: String
  /// Whenever the template is evaluated, the variable is needed; otherwise a condition, a loop or a macro decides.
  package let isSure: Bool
  let range: SourceRange
  let source: TemplateSource

  /// The place of the name; only worked out for messages.
  package var span: Span? { source.span(of: range) }
}

extension Template {
  /// What the template reads; names that it tests with `is defined`, or gives a `default`, are left out.
  package var reads: [VariableRead] {
    guard program.literal == nil else { return [] }
    return ReadAnalysis.reads(of: program, source)
  }
}

extension Expression {
  /// What the expression reads, as a template's reads.
  package var reads: [VariableRead] {
    guard wrapped?.program.literal == nil else { return [] }
    return ReadAnalysis.reads(of: wrapped?.program ?? program, source)
  }

  /// Every name and text constant inside: what is read behind such a condition was thought of.
  package var mentionedNames: Set<String> {
    let program = wrapped?.program ?? self.program
    var names = program.freeNames
    for node in ReadAnalysis.expressions(of: program) { names.formUnion(ReadAnalysis.mentions(node)) }
    return names
  }
}

extension TemplatedValue {
  /// Every template inside, containers opened.
  package var templates: [Template] {
    switch self {
    case .data, .vaulted: []
    case .template(let template): [template]
    case .list(let items): items.flatMap(\.templates)
    case .map(let entries): entries.flatMap { $0.key.templates + $0.value.templates }
    }
  }
}
