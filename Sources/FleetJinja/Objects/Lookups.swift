import FleetCore

/// `lookup`, `query` and `q`.
package enum Lookups {
  /// Lookups that want to see undefined terms (Ansible's `accept_args_markers`).
  private static let acceptingUndefined: Set<String> = ["first_found", "env"]

  static func run(
    _ arguments: CallArguments, _ context: EvaluationContext, wantsList: Bool = false
  ) throws -> JinjaValue {
    var arguments = arguments
    guard let first = arguments.positional.first else {
      throw TemplateFault("lookup needs the name of a lookup plugin", kind: .type)
    }
    if first.isUndefined { return first }
    let name = try first.text()
    arguments.positional.removeFirst()
    guard let lookup = context.engine.registry.lookup(named: name) else {
      throw TemplateFault(
        "the lookup plugin `\(name)` was not found", kind: .unknown, help: context.engine.registry.lookupHelp(for: name)
      )
    }
    let short = name.afterLastDot
    if !acceptingUndefined.contains(short), let undefined = arguments.undefined { return undefined }
    let wantsList = try wantsList || (take("wantlist", &arguments)?.isTruthy ?? false)
    _ = take("wantlist", &arguments)
    let errors = try take("errors", &arguments)?.text() ?? "strict"
    do {
      let result = try lookup(arguments, context)
      return wantsList ? result : try joined(result)
    } catch {
      guard errors == "ignore" || errors == "warn", !error.isLimit else { throw error }
      return wantsList ? .list([]) : .null
    }
  }

  private static func take(_ name: String, _ arguments: inout CallArguments) -> JinjaValue? {
    guard let index = arguments.keywords.firstIndex(where: { $0.name == name }) else { return nil }
    return arguments.keywords.remove(at: index).value
  }

  /// One result is itself, several texts are joined with commas, anything else stays a list.
  private static func joined(_ result: JinjaValue) throws -> JinjaValue {
    let items = try result.elements()
    if items.count == 1 { return items[0] }
    guard !items.isEmpty, items.allSatisfy(\.isText) else { return result }
    return .string(try items.map { try $0.text() }.joined(separator: ","))
  }
}
