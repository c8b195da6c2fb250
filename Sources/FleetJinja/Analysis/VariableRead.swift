package import FleetCore
import Synchronization

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
    return known.reads { ReadAnalysis.reads(of: program, source) }
  }
}

extension Expression {
  /// What the expression reads, as a template's reads.
  package var reads: [VariableRead] {
    guard wrapped?.program.literal == nil else { return [] }
    return known.reads { ReadAnalysis.reads(of: wrapped?.program ?? program, source) }
  }

  /// Every name and text constant inside: what is read behind such a condition was thought of.
  package var mentionedNames: Set<String> {
    known.mentions {
      let program = wrapped?.program ?? self.program
      var names = program.freeNames
      for node in ReadAnalysis.expressions(of: program) { names.formUnion(ReadAnalysis.mentions(node)) }
      return names
    }
  }
}

/// What was found out about a compiled text, once.
final class KnownReads: Sendable {
  private struct Answers: Sendable {
    var reads: [VariableRead]?
    var mentions: Set<String>?
  }

  private let answers = Mutex(Answers())

  func reads(_ find: () -> [VariableRead]) -> [VariableRead] {
    if let known = answers.withLock({ $0.reads }) { return known }
    let found = find()
    answers.withLock { $0.reads = found }
    return found
  }

  func mentions(_ find: () -> Set<String>) -> Set<String> {
    if let known = answers.withLock({ $0.mentions }) { return known }
    let found = find()
    answers.withLock { $0.mentions = found }
    return found
  }
}

extension TemplatedValue {
  /// Every template inside, containers opened.
  package var templates: [Template] {
    switch self {
    case .data, .unsafe, .vaulted: []
    case .template(let template): [template]
    case .list(let items): items.flatMap(\.templates)
    case .map(let entries): entries.flatMap { $0.key.templates + $0.value.templates }
    }
  }
}
