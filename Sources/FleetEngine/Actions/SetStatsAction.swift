import FleetCore
import FleetJinja
import FleetProtocol

/// `set_stats`: numbers and texts for the end of the run, for all hosts or for each one.
struct SetStatsAction: Action {
  static let names = ["set_stats"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    var data: ValueMap = [:]
    switch task.arguments["data"] {
    case nil, .null?: break
    case .map(let map)?: data = map
    case .string(let text)?:
      guard let map = try? JSONReader.read(Array(text.utf8), path: "<data>").map else { fallthrough }
      data = map
    default: throw ActionFault("The 'data' option needs to be a dictionary/hash")
    }
    var named: ValueMap = [:]
    for (key, value) in data { named[try name(key, context)] = value }
    var result = ModuleResult()
    result.values["ansible_stats"] = [
      "data": .map(named), "per_host": .bool(Self.flag(task.arguments["per_host"], default: false)),
      "aggregate": .bool(Self.flag(task.arguments["aggregate"], default: true)),
    ]
    return .done(result)
  }

  /// What is neither yes nor no counts as no (`boolean(strict=False)`).
  private static func flag(_ value: Value?, default fallback: Bool) -> Bool {
    guard let value, value != .null else { return fallback }
    return KeywordReader.truth(value) ?? false
  }

  @EngineActor private func name(_ key: Value, _ context: ActionContext) throws -> String {
    var name = key.string ?? JSONWriter.keyText(key)
    if TemplateOptions.ansible.mayTemplate(name) {
      let template = try context.run.templates.compile(name, origin: nil)
      name = try context.run.templates.evaluate(template, in: context.scope).text()
    }
    guard SetFactAction.isVariableName(name) else { throw ActionFault("Invalid variable name '\(name)'.") }
    return name
  }
}
