import FleetCore
import FleetPlaybook
import FleetVariables

/// Names that ansible-core warns of when a variable has one: keywords, and the globals of templates.
@EngineActor final class ReservedNames {
  private static let all: Set<String> = {
    let places: KeywordTable.Places = [.play, .role, .block, .task]
    let globals: Set<String> = [
      "range", "dict", "lipsum", "cycler", "joiner", "namespace", "lookup", "query", "q", "now", "undef",
    ]
    let names = Set(KeywordTable.names(in: places)).union(globals).union(["local_action", "with_"])
    return names.subtracting(["gather_subset", "vars"])
  }()

  private var told: Set<String> = []
  private var seen: Set<ObjectIdentifier> = []

  /// The warnings for what a task's scope defines; looked at once for each task.
  func warnings(in scope: TaskScope, of task: PlayTask) -> [String] {
    guard seen.insert(ObjectIdentifier(task)).inserted else { return [] }
    return scope.places(of: Self.all.subtracting(told)).compactMap { warning($0.name, $0.span) }
  }

  /// The warning for a name that a task sets; nil when it is harmless, or was told of.
  func warning(_ name: String, _ span: Span?) -> String? {
    guard Self.all.contains(name), told.insert(name).inserted else { return nil }
    let origin = span.map { "\nOrigin: \($0.description)" } ?? "\nOrigin: <unknown>"
    return "Found variable using reserved name '\(name)'.\(origin)\n"
  }
}
